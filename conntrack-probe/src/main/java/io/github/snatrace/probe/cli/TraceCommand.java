package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.DurationConverter;
import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Signals;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.netns.AddressBook;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.netns.Occupant;
import io.github.snatrace.trace.LostSyn;
import io.github.snatrace.trace.PassedSyn;
import io.github.snatrace.trace.SynTrace;
import io.github.snatrace.trace.TraceListener;
import io.github.snatrace.trace.TraceSummary;
import io.github.snatrace.trace.TraceTarget;
import io.github.snatrace.trace.TransportProtocol;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows each new connection through the translation. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = {
            "Follows each new connection through the translation of addresses, and names every SYN that is lost: "
                    + "who, towards whom,"
                    + " translated to what, where it ended, and who had its translated tuple.",
            "It ends at Ctrl+C, after --duration, after --until-lost, or with COMMAND, whose exit code is then the "
                    + "probe's.",
            "The taps are rules of its own, which go with the probe, kill -9 included: CAP_NET_ADMIN. With --inside "
                    + "and --outside no rule is made, and packet sockets suffice: CAP_NET_RAW. With --inside-pcap and "
                    + "--outside-pcap it reads what was captured."
        })
final class TraceCommand implements Callable<Integer> {
    private final Console console;

    @ArgGroup
    @Nullable
    NamespaceChoice namespace;

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT|CIDR",
            description =
                    "Follow connections to this address and port, or to this network; as often as there are targets."
                            + " Without it, every one whose source is translated.")
    private List<String> targets = List.of();

    @Option(names = "--udp", description = "Also UDP packets to the targets, each known by what it carries; with --to.")
    private boolean udp;

    @Option(
            names = "--inside",
            paramLabel = "IF",
            description = "Make no rule: look at the packets of this interface, by which connections come; "
                    + "with --outside.")
    private @Nullable String inside;

    @Option(names = "--outside", paramLabel = "IF", description = "The interface by which they leave, translated.")
    private @Nullable String outside;

    @Option(
            names = "--inside-pcap",
            paramLabel = "FILE",
            description = "What was captured before the translation, pcap or pcapng; with --outside-pcap.")
    private @Nullable Path insideCapture;

    @Option(
            names = "--outside-pcap",
            paramLabel = "FILE",
            description = "What was captured behind it, at the same time.")
    private @Nullable Path outsideCapture;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "End after this time, as 500ms, 30s, 2m.")
    private @Nullable Duration duration;

    @Option(names = "--until-lost", paramLabel = "N", description = "End when N SYNs were lost.")
    private @Nullable Long untilLost;

    @Option(names = "--all", description = "Also the SYNs that came through.")
    private boolean all;

    @Option(names = "--json", description = "A JSON object for each SYN, the last line the sums.")
    private boolean json;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to FILE instead of stdout.")
    private @Nullable Path output;

    @Parameters(arity = "0..*", paramLabel = "-- COMMAND", description = "A command and its arguments, after --.")
    private List<String> command = List.of();

    TraceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        check();
        List<TraceTarget> followed = new ArrayList<>();
        for (String target : targets) {
            try {
                followed.addAll(TraceTarget.parse(target));
            } catch (IllegalArgumentException e) {
                throw new UsageException("--to: " + e.getMessage());
            }
        }
        if (output == null) {
            return trace(followed, console.out());
        }
        try (PrintStream file = new PrintStream(output.toFile(), StandardCharsets.UTF_8)) {
            int code = trace(followed, file);
            if (file.checkError()) {
                throw new IOException(output + ": cannot be written");
            }
            return code;
        }
    }

    private void check() {
        if ((insideCapture == null) != (outsideCapture == null)) {
            throw new UsageException("--inside-pcap and --outside-pcap: expected both of them, or neither");
        }
        if (udp && (targets.isEmpty() || inside != null || insideCapture != null)) {
            throw new UsageException("--udp: expected --to, and neither --inside nor --inside-pcap");
        }
        if ((inside == null) != (outside == null)) {
            throw new UsageException("--inside and --outside: expected both of them, or neither");
        }
        if (inside != null && insideCapture != null) {
            throw new UsageException("--inside and --inside-pcap: expected one of them");
        }
        if (insideCapture != null && (namespace != null || duration != null || !command.isEmpty())) {
            throw new UsageException("--inside-pcap: what was captured has no namespace, no duration and no command");
        }
        if (untilLost != null && untilLost < 1) {
            throw new UsageException("--until-lost: expected 1 or more, not " + untilLost);
        }
        if (duration != null && !command.isEmpty()) {
            throw new UsageException("--duration: the trace ends with the command");
        }
    }

    private int trace(List<TraceTarget> followed, PrintStream out) throws IOException {
        Told told = new Told(out);
        if (insideCapture != null && outsideCapture != null) {
            try (SynTrace trace = SynTrace.ofCaptures(insideCapture, outsideCapture, followed)) {
                return end(trace.run(told, told::goesOn), out);
            }
        }
        NetworkNamespace chosen = NamespaceChoice.namespace(namespace, console.host());
        try (SynTrace trace = open(chosen, followed)) {
            console.say("following "
                    + (targets.isEmpty()
                            ? "every translated connection"
                            : "connections to " + String.join(", ", targets))
                    + (inside == null ? "" : " from " + inside + " to " + outside)
                    + " in " + chosen.describe());
            return command.isEmpty() ? untilTold(trace, told, out) : withCommand(trace, told, out);
        }
    }

    private SynTrace open(NetworkNamespace chosen, List<TraceTarget> followed) throws IOException {
        return inside == null || outside == null
                ? SynTrace.byRules(console.host(), chosen, followed, protocols())
                : SynTrace.byPackets(console.host(), chosen, inside, outside, followed);
    }

    private Set<TransportProtocol> protocols() {
        return udp ? EnumSet.allOf(TransportProtocol.class) : EnumSet.of(TransportProtocol.TCP);
    }

    private int untilTold(SynTrace trace, Told told, PrintStream out) throws IOException {
        CountDownLatch stop = new CountDownLatch(1);
        Signals signals = Signals.open(List.of("INT", "TERM"), signal -> stop.countDown());
        try {
            long start = System.nanoTime();
            long most = duration == null ? Long.MAX_VALUE : duration.toNanos();
            BooleanSupplier goesOn = () -> stop.getCount() > 0 && told.goesOn() && System.nanoTime() - start < most;
            return end(trace.run(told, goesOn), out);
        } finally {
            signals.close();
        }
    }

    private int withCommand(SynTrace trace, Told told, PrintStream out) throws IOException {
        FutureTask<ChildProcess.Result> task = new FutureTask<>(() -> ChildProcess.run(command));
        Thread child = new Thread(task, "command");
        child.start();
        int code = end(trace.run(told, () -> !task.isDone()), out);
        try {
            ChildProcess.Result result = task.get();
            if (!result.started()) {
                console.say(result.problem());
            }
            return result.exitCode() == 0 ? code : result.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private int end(TraceSummary summary, PrintStream out) {
        out.print(json ? TraceJson.line(summary) + "\n" : TraceText.summary(summary));
        out.flush();
        return summary.isValid() ? ExitCode.DONE : ExitCode.INVALID;
    }

    /** Writes what it is told, and counts what was lost. */
    private final class Told implements TraceListener {
        private final PrintStream out;
        private final Function<InetAddress, Optional<Occupant>> names;
        private final TraceText text;
        private final Optional<MinuteLine> minutes;
        private long lost;

        Told(PrintStream out) {
            this.out = out;
            // Who had the addresses of a capture, nobody knows any more.
            this.names = insideCapture == null
                    ? new AddressBook(console.host(), System::nanoTime)::occupantOf
                    : address -> Optional.empty();
            this.text = new TraceText(names);
            this.minutes = MinuteLine.isWatched()
                    ? Optional.of(new MinuteLine(console::say, System::nanoTime))
                    : Optional.empty();
        }

        boolean goesOn() {
            return (untilLost == null || lost < untilLost) && !out.checkError();
        }

        @Override
        public void lost(LostSyn syn) {
            lost++;
            out.print((json ? TraceJson.line(syn, names) : text.line(syn)) + "\n");
        }

        @Override
        public void soFar(TraceSummary summary) {
            minutes.ifPresent(line -> line.soFar(summary));
        }

        @Override
        public void passed(PassedSyn syn) {
            if (all) {
                out.print((json ? TraceJson.line(syn) : text.line(syn)) + "\n");
            }
        }
    }
}
