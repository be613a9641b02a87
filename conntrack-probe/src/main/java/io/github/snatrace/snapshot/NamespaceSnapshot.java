package io.github.snatrace.snapshot;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Everything that is known of one network namespace at one moment. Whatever the text did not hold is empty. Immutable.
 *
 * @param conntrack the connection tracking counters
 * @param protocols TcpExt, Tcp, Ip and the others
 * @param entries how many entries the connection tracking table held
 * @param maxEntries how many it could hold
 * @param kernel the kernel's release, as {@code uname -r} prints it
 */
public record NamespaceSnapshot(
        Optional<ConntrackStats> conntrack,
        ProtocolCounters protocols,
        OptionalLong entries,
        OptionalLong maxEntries,
        Optional<String> kernel) {

    /**
     * Reads a snapshot; a file that is not in it is empty in the result.
     *
     * @throws TextFormatException if a file is broken; the message names it
     */
    public static NamespaceSnapshot parse(KernelText text) {
        Optional<ConntrackStats> conntrack = text.file(KernelText.CONNTRACK_STAT)
                .map(any -> in(KernelText.CONNTRACK_STAT, () -> ConntrackStats.parse(text)));
        String protocols = text.file(KernelText.NETSTAT).orElse("") + "\n"
                + text.file(KernelText.SNMP).orElse("");
        OptionalLong count = number(text, KernelText.CONNTRACK_COUNT);
        return new NamespaceSnapshot(
                conntrack,
                in(KernelText.NETSTAT + " and " + KernelText.SNMP, () -> ProtocolCounters.parse(protocols)),
                count.isPresent()
                        ? count
                        : conntrack.map(ConntrackStats::entries).orElse(OptionalLong.empty()),
                number(text, KernelText.CONNTRACK_MAX),
                text.file(KernelText.KERNEL_RELEASE).map(String::strip));
    }

    private static OptionalLong number(KernelText text, String path) {
        Optional<String> file = text.file(path).map(String::strip);
        if (file.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(file.get()));
        } catch (NumberFormatException e) {
            throw new TextFormatException(path + ": expected a number");
        }
    }

    private static <T> T in(String path, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (TextFormatException e) {
            throw new TextFormatException(path + ": " + e.getMessage());
        }
    }

    /** Returns what happened between {@code before} and this. */
    public NamespaceDelta since(NamespaceSnapshot before) {
        return new NamespaceDelta(
                conntrack.flatMap(after -> before.conntrack.map(after::since)),
                protocols.since(before.protocols),
                entries,
                maxEntries,
                kernel);
    }
}
