package io.github.snatrace.client.cli;

import io.github.snatrace.commandline.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that ask for the cause of each failure, and say where it may be found. */
final class DiagnosisOptions {

    @Option(
            names = "--diagnose",
            description =
                    "End with the cause of each failure, from the kernel's counters before and after the run: those of"
                            + " this network namespace, and of the two below.")
    private boolean diagnose;

    @Option(
            names = "--nat-pid",
            paramLabel = "PID",
            description =
                    "With --diagnose: a process in the namespace that translates addresses, such as 1 for the host's.")
    private @Nullable Long natPid;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "With --diagnose: a process in the server's namespace, such as the server.")
    private @Nullable Long serverPid;

    /** Refuses what makes no sense. */
    void check() {
        check("--nat-pid", natPid);
        check("--server-pid", serverPid);
    }

    /** Looks at the counters for the first time, if that was asked for. */
    Optional<RunDiagnosis> begin(PrintStream err) throws IOException {
        return diagnose ? Optional.of(RunDiagnosis.begin(natPid, serverPid, err)) : Optional.empty();
    }

    private void check(String option, @Nullable Long pid) {
        if (pid != null && pid < 1) {
            throw new UsageException(option + " " + pid + ": expected the number of a process");
        }
        if (pid != null && !diagnose) {
            throw new UsageException(option + " " + pid + ": expected --diagnose with it");
        }
    }
}
