package io.github.snatrace.snapshot;

import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A socket that listens, as {@code ss -lnt} prints it, or a snapshot.
 *
 * @param address where it listens
 * @param waiting how many finished handshakes wait to be accepted
 * @param backlog how many may wait; one more than that is refused a place
 * @param drops how many SYNs and last ACKs it has dropped since it listens; empty where that is not told
 * @param process whose it is, with its number, {@code nginx[812]}; empty where that is not told
 */
public record ListeningSocket(String address, long waiting, long backlog, OptionalLong drops, String process) {
    private static final String HEADER = "State Recv-Q Send-Q Local-Address:Port Drops Process";

    /** Returns whether {@code text} begins as the output of ss does. */
    public static boolean isListing(String text) {
        return text.stripLeading().startsWith("State") && text.contains("Recv-Q");
    }

    /**
     * Reads what {@code ss -lnt} prints, or {@link #format} writes.
     *
     * @throws TextFormatException if a line has no numbers; the message names it
     */
    public static List<ListeningSocket> parse(String text) {
        List<ListeningSocket> sockets = new ArrayList<>();
        boolean drops = text.startsWith(HEADER);
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
            boolean counted = drops && words.size() > 4 && words.get(4).matches("\\d{1,10}");
            sockets.add(new ListeningSocket(
                    words.get(3),
                    Long.parseLong(words.get(1)),
                    Long.parseLong(words.get(2)),
                    counted ? OptionalLong.of(Long.parseLong(words.get(4))) : OptionalLong.empty(),
                    drops && words.size() > 5 ? words.get(5) : ""));
        }
        return sockets;
    }

    /** Writes sockets as a snapshot has them, a line each below a line of names. */
    public static String format(List<ListeningSocket> sockets) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (ListeningSocket socket : sockets) {
            text.append("LISTEN ")
                    .append(socket.waiting())
                    .append(' ')
                    .append(socket.backlog())
                    .append(' ')
                    .append(socket.address())
                    .append(' ')
                    .append(
                            socket.drops().isPresent()
                                    ? Long.toString(socket.drops().getAsLong())
                                    : "-")
                    .append(
                            socket.process().isEmpty()
                                    ? ""
                                    : " " + socket.process().replaceAll("\\s", "_"))
                    .append('\n');
        }
        return text.toString();
    }

    /** Returns whether its queue is full at this moment: the next handshake that finishes is dropped. */
    public boolean isFull() {
        return waiting > backlog;
    }
}
