package io.github.snatrace.probe.cli;

import io.github.snatrace.conntrack.Host;
import io.github.snatrace.conntrack.TextFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The probe: {@code conntrack-probe show | snapshot | diff | run | watch | explain | doctor}. */
public final class ProbeCommand {
    /** Picocli's, in some of its messages. */
    private static final String PREFIX = "Error: ";

    private final Console console;

    /** Takes the streams that the program talks to. */
    public ProbeCommand(InputStream in, PrintStream out, PrintStream err) {
        this(in, out, err, Host.local());
    }

    ProbeCommand(InputStream in, PrintStream out, PrintStream err, Host host) {
        this.console = new Console(in, out, err, host);
    }

    /** Runs the program and returns its exit code. */
    public int run(String... args) {
        CommandLine line = new CommandLine(new Top());
        line.addSubcommand(new ShowCommand(console));
        line.addSubcommand(new SnapshotCommand(console));
        line.addSubcommand(new DiffCommand(console));
        // What follows the command's name is the command's, with or without a -- before it.
        line.addSubcommand(new CommandLine(new RunCommand(console)).setStopAtPositional(true));
        line.addSubcommand(new WatchCommand(console));
        line.addSubcommand(new ExplainCommand(console));
        line.addSubcommand(new DoctorCommand(console));
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpAutoWidth(true);
        line.setUnmatchedOptionsAllowedAsOptionParameters(false);
        line.setParameterExceptionHandler((e, unused) -> refuse(String.valueOf(e.getMessage())));
        line.setExecutionExceptionHandler((e, command, unused) -> explain(e));
        return console.delivered(line.execute(args));
    }

    private int refuse(String message) {
        String first = message.lines().findFirst().orElse("");
        console.say((first.startsWith(PREFIX) ? first.substring(PREFIX.length()) : first)
                + " (see conntrack-probe --help)");
        return ExitCode.USAGE;
    }

    private int explain(Exception e) throws Exception {
        if (e instanceof UsageException || e instanceof TextFormatException) {
            console.say(String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        }
        if (e instanceof IOException io) {
            console.say(reason(io));
            return ExitCode.ENVIRONMENT;
        }
        throw e;
    }

    /** Returns in words why something could not be read or written. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Command(
            name = "conntrack-probe",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "Reads the kernel's connection tracking counters and tells what they counted.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:done",
                "1:the environment failed: no counters, no such process",
                "2:usage, or an input that is no set of counters",
                "3:a condition of --fail-on holds",
                "4:a condition of --fail-on could not be judged"
            })
    private static final class Top {}

    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = ProbeCommand.class.getPackage().getImplementationVersion();
            return new String[] {"conntrack-probe " + (version == null ? "(not packaged)" : version)};
        }
    }
}
