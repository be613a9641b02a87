package io.github.snatrace.doctor;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has the kernel write down where it frees IP packets: in a tracing instance of its own, which changes nothing for
 * others that trace, and is removed at the end. What was killed leaves its instance behind; the next watch removes it.
 */
public final class DropWatch implements AutoCloseable {
    private static final List<String> TRACEFS = List.of("/sys/kernel/tracing", "/sys/kernel/debug/tracing");
    private static final String NAME = "snat_race_";
    private static final String EVENT = "events/skb/kfree_skb";
    private static final String IP_ONLY = "protocol == 0x0800 || protocol == 0x86dd";
    private static final String KIB_A_CPU = "4096";
    /** What a CPU wrote over, and what it could not write. */
    private static final Pattern LOST = Pattern.compile("(?m)^(?:overrun|dropped events): (\\d+)");

    private final Path instance;
    /** An open file of an instance has the kernel refuse to remove it, until it is closed or its process is killed. */
    private final Closeable hold;

    private DropWatch(Path instance, Closeable hold) {
        this.instance = instance;
        this.hold = hold;
    }

    /**
     * Begins to watch, and removes what killed ones have left.
     *
     * @throws UnavailableException if this machine or its rights do not allow it; the message says what to do
     */
    public static DropWatch open(Host host) throws IOException {
        Path instances = tracefs(host).resolve("instances");
        removeRemains(instances);
        Path instance = Files.createTempDirectory(instances, NAME);
        DropWatch watch =
                new DropWatch(instance, FileChannel.open(instance.resolve("trace_marker"), StandardOpenOption.WRITE));
        boolean opened = false;
        try {
            watch.begin();
            opened = true;
            return watch;
        } finally {
            if (!opened) {
                watch.close();
            }
        }
    }

    private static Path tracefs(Host host) throws IOException {
        for (String path : TRACEFS) {
            Path directory = host.path(path);
            try {
                if (Files.readAttributes(directory.resolve("instances"), "*").containsKey("isDirectory")) {
                    return directory;
                }
            } catch (AccessDeniedException e) {
                throw new UnavailableException("--drops needs root: " + path + " is for root alone");
            } catch (NoSuchFileException e) {
                // Not mounted there.
            }
        }
        throw new UnavailableException(
                "--drops: tracefs is not mounted here: mount -t tracefs nodev /sys/kernel/tracing, as root");
    }

    private static void removeRemains(Path instances) throws IOException {
        try (DirectoryStream<Path> remains = Files.newDirectoryStream(instances, NAME + "*")) {
            for (Path each : remains) {
                try {
                    Files.deleteIfExists(each);
                } catch (AccessDeniedException e) {
                    throw e;
                } catch (FileSystemException e) {
                    // Somebody else's, who is watching.
                }
            }
        } catch (AccessDeniedException e) {
            throw new UnavailableException("--drops needs root: " + instances + " is for root alone");
        }
    }

    private void begin() throws IOException {
        if (!Files.exists(instance.resolve(EVENT))) {
            throw new UnavailableException("--drops: this kernel has no tracepoint skb:kfree_skb");
        }
        write("buffer_size_kb", KIB_A_CPU);
        write(EVENT + "/filter", IP_ONLY);
        write(EVENT + "/enable", "1");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(instance.resolve(file), text);
    }

    /** Ends the watching, and returns what was freed meanwhile. */
    public KernelDrops end() throws IOException {
        write(EVENT + "/enable", "0");
        long missed = 0;
        try (DirectoryStream<Path> cpus = Files.newDirectoryStream(instance.resolve("per_cpu"))) {
            for (Path cpu : cpus) {
                Matcher lost = LOST.matcher(Host.read(cpu.resolve("stats")));
                while (lost.find()) {
                    missed += Long.parseLong(lost.group(1));
                }
            }
        }
        try (BufferedReader trace = Files.newBufferedReader(instance.resolve("trace"), StandardCharsets.ISO_8859_1)) {
            return KernelDrops.parse(trace.lines(), missed);
        }
    }

    @Override
    public void close() throws IOException {
        hold.close();
        Files.deleteIfExists(instance);
    }
}
