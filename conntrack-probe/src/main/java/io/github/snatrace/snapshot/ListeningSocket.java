package io.github.snatrace.snapshot;

import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket that listens, as {@code ss -lnt} prints it.
 *
 * @param address where it listens
 * @param waiting how many finished handshakes wait to be accepted
 * @param backlog how many may wait; one more than that is refused a place
 */
public record ListeningSocket(String address, long waiting, long backlog) {

    /** Returns whether {@code text} begins as the output of ss does. */
    public static boolean isListing(String text) {
        return text.stripLeading().startsWith("State") && text.contains("Recv-Q");
    }

    /**
     * Reads what {@code ss -lnt} prints.
     *
     * @throws TextFormatException if a line has no numbers; the message names it
     */
    public static List<ListeningSocket> parse(String text) {
        List<ListeningSocket> sockets = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            List<String> words = List.of(line.strip().split("\\s+"));
            if (!words.get(0).equals("LISTEN")) {
                continue;
            }
            if (words.size() < 4
                    || !words.get(1).matches("\\d{1,9}")
                    || !words.get(2).matches("\\d{1,9}")) {
                throw TextFormatException.at(
                        number, "expected LISTEN, two numbers and an address, not " + TextFormatException.quote(line));
            }
            sockets.add(new ListeningSocket(words.get(3), Long.parseLong(words.get(1)), Long.parseLong(words.get(2))));
        }
        return sockets;
    }

    /** Returns whether its queue is full at this moment: the next handshake that finishes is dropped. */
    public boolean isFull() {
        return waiting > backlog;
    }
}
