package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.conntrack.ProcfsReader;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.snapshot.NamespaceReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The program. A plain {@code snapshot} of counters in procfs, which people take often and on busy nodes, is taken
 * without loading the command line's library: it starts in a third of the time. Everything else is {@link
 * ProbeCommand}'s.
 */
public final class Main {
    private Main() {}

    /** Runs the program and exits with its code. */
    public static void main(String[] args) {
        Console console = new Console(System.in, System.out, System.err, Host.local());
        int code = snapshot(args, console.host(), console.out())
                ? console.program().delivered(ExitCode.DONE)
                : new ProbeCommand(System.in, System.out, System.err).run(args);
        System.out.flush();
        System.exit(code);
    }

    /**
     * Takes the snapshot if it is a plain one and all goes well; whatever is odd is left to the command, and false
     * returned.
     */
    static boolean snapshot(String[] args, Host host, PrintStream out) {
        NetworkNamespace namespace = namespace(args);
        if (namespace == null) {
            return false;
        }
        try {
            KernelText snapshot = new NamespaceReader(host, namespace).read();
            if (!ProcfsReader.hasCounted(snapshot)
                    && ProcfsReader.hasCounted(new ProcfsReader(host, NetworkNamespace.ofProcess(1)).readText())) {
                // The wrong namespace, perhaps: the command warns of it.
                return false;
            }
            out.write(snapshot.toString().getBytes(StandardCharsets.ISO_8859_1));
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static @Nullable NetworkNamespace namespace(String[] args) {
        if (args.length == 0 || !args[0].equals("snapshot")) {
            return null;
        }
        if (args.length == 1) {
            return NetworkNamespace.own();
        }
        try {
            return args.length == 3 && (args[1].equals("--pid") || args[1].equals("-p"))
                    ? NetworkNamespace.ofProcess(Long.parseLong(args[2]))
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
