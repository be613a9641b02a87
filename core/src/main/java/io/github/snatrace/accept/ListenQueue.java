package io.github.snatrace.accept;

import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What the kernel tells of the accept queues of this process' network namespace. */
final class ListenQueue {

    private static final Path NETSTAT = Path.of("/proc/thread-self/net/netstat");
    private static final Path SOMAXCONN = Path.of("/proc/sys/net/core/somaxconn");
    /** What {@code net.core.somaxconn} was before Linux 5.4. */
    private static final int OLDEST_SOMAXCONN = 128;

    private static final Splitter SPACES = Splitter.on(' ').omitEmptyStrings();

    private ListenQueue() {}

    /** Returns how many finished handshakes may wait in a queue that was asked to hold {@code backlog}. */
    static int limit(int backlog) {
        // The kernel gives a setting in one piece or not at all: what reads byte by byte gets its first digit.
        try (BufferedReader setting = Files.newBufferedReader(SOMAXCONN)) {
            return Math.min(backlog, Integer.parseInt(setting.readLine()));
        } catch (IOException | NumberFormatException e) {
            return Math.min(backlog, OLDEST_SOMAXCONN);
        }
    }

    /** Returns TcpExt {@code ListenOverflows}; empty where the kernel does not let it be read. */
    static OptionalLong overflows() {
        try {
            return overflows(Files.readAllLines(NETSTAT));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Reads it from the lines of {@code /proc/net/netstat}: a line of names and, below it, a line of values. */
    static OptionalLong overflows(List<String> netstat) {
        for (int i = 0; i + 1 < netstat.size(); i++) {
            if (netstat.get(i).startsWith("TcpExt:") && netstat.get(i + 1).startsWith("TcpExt:")) {
                List<String> values = SPACES.splitToList(netstat.get(i + 1));
                int column = SPACES.splitToList(netstat.get(i)).indexOf("ListenOverflows");
                return column < 0 || column >= values.size()
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(values.get(column)));
            }
        }
        return OptionalLong.empty();
    }
}
