package io.github.snatrace.snapshot;

import io.github.snatrace.host.TextFormatException;
import java.util.StringTokenizer;

/** A column of drops in one of the kernel's tables without a header. */
enum DropColumn {
    /** {@code /proc/net/netfilter/nfnetlink_queue}: packets that found a queue full. Decimal. */
    PACKET_QUEUE(5, 10),
    /** {@code /proc/net/softnet_stat}: packets that found the backlog of a CPU full. Hexadecimal. */
    BACKLOG(1, 16);

    private final int column;
    private final int radix;

    DropColumn(int column, int radix) {
        this.column = column;
        this.radix = radix;
    }

    /**
     * Returns the sum over the lines of {@code text}, 0 without a line: no queue.
     *
     * @throws TextFormatException if a line has no such column
     */
    long sum(String text) {
        long sum = 0;
        for (String line : text.lines().filter(row -> !row.isBlank()).toList()) {
            StringTokenizer words = new StringTokenizer(line);
            String word = "";
            for (int i = 0; i <= column && words.hasMoreTokens(); i++) {
                word = i == column ? words.nextToken() : skipped(words);
            }
            try {
                sum += Long.parseUnsignedLong(word, radix);
            } catch (NumberFormatException e) {
                throw new TextFormatException(
                        "expected a number in column " + (column + 1) + " of " + TextFormatException.quote(line));
            }
        }
        return sum;
    }

    private static String skipped(StringTokenizer words) {
        words.nextToken();
        return "";
    }
}
