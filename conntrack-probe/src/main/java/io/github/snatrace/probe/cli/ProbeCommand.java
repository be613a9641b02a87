package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.Program;
import io.github.snatrace.host.Host;
import java.io.InputStream;
import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The probe: {@code conntrack-probe show | snapshot | diff | compare | run | watch | hold | explain | ...}. */
public final class ProbeCommand {
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
        return console.program().run(line(), args);
    }

    /** The command with its subcommands, for those who describe it. */
    public static CommandLine commandLine() {
        return new ProbeCommand(System.in, System.out, System.err).line();
    }

    private CommandLine line() {
        CommandLine line = new CommandLine(new Top());
        line.addSubcommand(new ShowCommand(console));
        line.addSubcommand(new SnapshotCommand(console));
        line.addSubcommand(new DiffCommand(console));
        line.addSubcommand(new CompareWindowsCommand(console));
        // What follows the command's name is the command's, with or without a -- before it.
        line.addSubcommand(new CommandLine(new RunCommand(console)).setStopAtPositional(true));
        line.addSubcommand(new WatchCommand(console));
        line.addSubcommand(new HoldCommand(console));
        line.addSubcommand(new ExplainCommand(console));
        line.addSubcommand(new CommandLine(new TraceCommand(console)).setStopAtPositional(true));
        line.addSubcommand(new DoctorCommand(console));
        line.addSubcommand(new HelpCommand());
        return line;
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
                "3:a condition of --fail-if holds",
                "4:a condition of --fail-if could not be judged"
            })
    private static final class Top {}

    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"conntrack-probe " + Program.version(ProbeCommand.class)};
        }
    }
}
