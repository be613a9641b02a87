package io.github.snatrace.snapshot;

import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
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
 * @param queueDrops how many packets found an NFQUEUE full
 * @param backlogDrops how many packets found the backlog of a CPU full: of the whole machine, whatever the namespace
 * @param kernel the kernel's release, as {@code uname -r} prints it
 * @param circumstances what else was the case
 */
public record NamespaceSnapshot(
        Optional<ConntrackStats> conntrack,
        ProtocolCounters protocols,
        OptionalLong entries,
        OptionalLong maxEntries,
        OptionalLong queueDrops,
        OptionalLong backlogDrops,
        Optional<String> kernel,
        Circumstances circumstances) {

    /**
     * Reads a file of counters: a snapshot, the text of {@code /proc/net/stat/nf_conntrack} alone, or what any version
     * of {@code conntrack -S} prints; or counters of TCP alone, {@code /proc/net/netstat} without its name, what
     * {@code nstat -az} or {@code netstat -s} prints.
     *
     * @throws IOException if it cannot be read; the message names the file
     * @throws TextFormatException if it is none of these, or broken; the message says where
     */
    public static NamespaceSnapshot read(Path file) throws IOException {
        try {
            return parse(Host.read(file));
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": permission denied", e);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads counters in whatever form they come, see {@link #read}.
     *
     * @throws TextFormatException if it is none of them, or broken; the message says where
     */
    public static NamespaceSnapshot parse(String text) {
        if (KernelText.isNamed(text)) {
            return parse(KernelText.parse(text));
        }
        Optional<KernelText> protocols = PastedCounters.read(text);
        if (protocols.isPresent()) {
            return parse(protocols.get());
        }
        ConntrackStats stats = ConntrackStats.parse(text);
        return new NamespaceSnapshot(
                Optional.of(stats),
                new ProtocolCounters(Map.of()),
                stats.entries(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Circumstances.NOT_KNOWN);
    }

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
                in(
                        KernelText.SNMP6,
                        () -> in(
                                        KernelText.NETSTAT + " and " + KernelText.SNMP,
                                        () -> ProtocolCounters.parse(protocols))
                                .withIpv6(text.file(KernelText.SNMP6).orElse(""))),
                count.isPresent()
                        ? count
                        : conntrack.map(ConntrackStats::entries).orElse(OptionalLong.empty()),
                number(text, KernelText.CONNTRACK_MAX),
                drops(text, KernelText.PACKET_QUEUES, DropColumn.PACKET_QUEUE),
                drops(text, KernelText.BACKLOGS, DropColumn.BACKLOG),
                text.file(KernelText.KERNEL_RELEASE).map(String::strip),
                Circumstances.parse(text));
    }

    private static OptionalLong drops(KernelText text, String path, DropColumn column) {
        Optional<String> file = text.file(path);
        return file.isEmpty() ? OptionalLong.empty() : OptionalLong.of(in(path, () -> column.sum(file.get())));
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
                since(queueDrops, before.queueDrops),
                since(backlogDrops, before.backlogDrops),
                kernel);
    }

    /** Sums over what may come and go (a queue), so that one that fell counts from zero. */
    private static OptionalLong since(OptionalLong now, OptionalLong then) {
        if (now.isEmpty() || then.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                now.getAsLong() >= then.getAsLong() ? now.getAsLong() - then.getAsLong() : now.getAsLong());
    }
}
