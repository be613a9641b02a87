package io.github.snatrace.netns;

import io.github.snatrace.host.CommandRunner;
import io.github.snatrace.host.Host;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A network namespace, by the way to reach it. */
public sealed interface NetworkNamespace {

    /**
     * Reads one of the namespace's files, by the path that a process inside would use, {@code /proc/net/...}.
     *
     * @throws NamespaceGoneException if there is no such namespace, or no longer
     */
    String read(Host host, String path) throws IOException;

    /** Does {@code action} in the namespace, on a thread of its own unless the namespace is the probe's own. */
    <T> T inside(Host host, Action<T> action) throws IOException;

    /** Runs a command in the namespace, see {@link CommandRunner#run}. */
    default CommandRunner.Output run(Host host, List<String> command) throws IOException {
        // A child starts in the network namespace of the thread that starts it.
        return inside(host, () -> host.run(command));
    }

    /** Returns how messages call it. */
    String describe();

    /** Returns the namespace that the probe itself runs in. */
    static NetworkNamespace own() {
        return new Own();
    }

    /** Returns the namespace of a process, whose counters anybody may read. */
    static NetworkNamespace ofProcess(long pid) {
        return new OfProcess(pid);
    }

    /** Returns the namespace that {@code ip netns} knows by a name, or that lies at an absolute path. */
    static NetworkNamespace named(String nameOrPath) {
        return new OfFile(nameOrPath.startsWith("/") ? nameOrPath : "/run/netns/" + nameOrPath);
    }

    /** What is done in a namespace. */
    @FunctionalInterface
    interface Action<T> {
        /** Does it. */
        T call() throws IOException;
    }

    /** The probe's own. */
    record Own() implements NetworkNamespace {
        @Override
        public String read(Host host, String path) throws IOException {
            return host.read(path);
        }

        @Override
        public <T> T inside(Host host, Action<T> action) throws IOException {
            return action.call();
        }

        @Override
        public String describe() {
            return "this network namespace";
        }
    }

    /**
     * The namespace of a process.
     *
     * @param pid the process
     */
    record OfProcess(long pid) implements NetworkNamespace {
        /** Refuses what is no process. */
        public OfProcess {
            if (pid < 1) {
                throw new IllegalArgumentException("a process has a number of 1 or more, not " + pid);
            }
        }

        @Override
        public String read(Host host, String path) throws IOException {
            requireAlive(host);
            return host.read("/proc/" + pid + path.substring("/proc".length()));
        }

        @Override
        public <T> T inside(Host host, Action<T> action) throws IOException {
            requireAlive(host);
            return NamespaceThread.call(host.path("/proc/" + pid + "/ns/net"), action);
        }

        private void requireAlive(Host host) throws NamespaceGoneException {
            if (!Files.exists(host.path("/proc/" + pid))) {
                throw new NamespaceGoneException("no process " + pid);
            }
        }

        @Override
        public String describe() {
            return "the network namespace of process " + pid;
        }
    }

    /**
     * The namespace that a file stands for.
     *
     * @param file the file, absolute
     */
    record OfFile(String file) implements NetworkNamespace {
        @Override
        public String read(Host host, String path) throws IOException {
            Optional<OfProcess> process = anyProcess(host);
            if (process.isPresent()) {
                return process.get().read(host, path);
            }
            return inside(host, () -> host.read("/proc/thread-self" + path.substring("/proc".length())));
        }

        /** Looks for a process in the namespace: its files can be read without entering it. */
        private Optional<OfProcess> anyProcess(Host host) throws IOException {
            Path namespace = host.path(file);
            if (!Files.exists(namespace)) {
                throw new NamespaceGoneException(file + ": no such network namespace");
            }
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(host.path("/proc"), "[0-9]*")) {
                for (Path process : processes) {
                    if (isIn(process, namespace)) {
                        return Optional.of(new OfProcess(
                                Long.parseLong(process.getFileName().toString())));
                    }
                }
            }
            return Optional.empty();
        }

        private static boolean isIn(Path process, Path namespace) {
            try {
                return Files.isSameFile(process.resolve("ns/net"), namespace);
            } catch (IOException e) {
                // It ended meanwhile, or belongs to somebody else.
                return false;
            }
        }

        @Override
        public <T> T inside(Host host, Action<T> action) throws IOException {
            return NamespaceThread.call(host.path(file), action);
        }

        @Override
        public String describe() {
            return "the network namespace " + file;
        }
    }
}
