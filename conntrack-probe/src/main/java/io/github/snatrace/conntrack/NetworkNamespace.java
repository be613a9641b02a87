package io.github.snatrace.conntrack;

/** A network namespace, by the way to reach it. */
public sealed interface NetworkNamespace {

    /** Returns the path at which the namespace's file {@code path}, a path under {@code /proc/net/}, can be read. */
    String file(String path);

    /** Returns how messages call it. */
    String describe();

    /** Returns the namespace that the probe itself runs in. */
    static NetworkNamespace own() {
        return new Own();
    }

    /** Returns the namespace of a process, which anybody may read. */
    static NetworkNamespace ofProcess(long pid) {
        return new OfProcess(pid);
    }

    /** The probe's own. */
    record Own() implements NetworkNamespace {
        @Override
        public String file(String path) {
            return path;
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
        public String file(String path) {
            return "/proc/" + pid + path.substring("/proc".length());
        }

        @Override
        public String describe() {
            return "the network namespace of process " + pid;
        }
    }
}
