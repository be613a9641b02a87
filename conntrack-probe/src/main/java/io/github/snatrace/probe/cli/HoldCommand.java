package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.DurationConverter;
import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Signals;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.hold.HeldRivals;
import io.github.snatrace.hold.Hold;
import io.github.snatrace.hold.HoldFilter;
import io.github.snatrace.hold.HoldPlan;
import io.github.snatrace.hold.Tuple;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds first packets until their rivals stand beside them. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description = {
            "Holds the first packets of flows on the router between translation and confirmation, until their rivals"
                    + " stand beside them, then lets them go one after another: what wants the same tuple collides for"
                    + " certain. Tells for each with which tuple it came and left, and what became of it.",
            "Rivals are flows of one source port to one destination, as two clients in lockstep or two queries of one"
                    + " socket. A packet without a rival goes its way after --patience. Ends after --duration, --until,"
                    + " or at Ctrl+C; everything that waits then is let go, and the rules vanish with the program, kill"
                    + " -9 included.",
            "With --json a line is an object, the last one the totals."
        })
final class HoldCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Pattern DESTINATION =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([0-9.]+|[0-9a-fA-F:]+(?=/|$)))(?:/(\\d{1,3}))?(?::(\\d{1,5}))?");
    private static final int MOST_PORTS = 65_535;

    private final Console console;

    @Mixin
    private final NamespaceOptions namespaceOptions = new NamespaceOptions();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "ADDRESS[/BITS][:PORT]",
            description = "Hold what goes there, as it is addressed before any translation; IPv6 with a port as"
                    + " [ADDRESS]:PORT.")
    private String to = "";

    @Option(
            names = "--from",
            paramLabel = "ADDRESS[/BITS]",
            description = "Hold only what comes from there, before any translation.")
    @Nullable
    private String from;

    @Option(
            names = "--protocol",
            paramLabel = "tcp|udp",
            defaultValue = "tcp",
            description = "Hold flows of this protocol; default ${DEFAULT-VALUE}.")
    private String protocol = "tcp";

    @Option(
            names = "--any-port",
            description =
                    "Take flows of different source ports for rivals as well, as long as they have one destination.")
    private boolean anyPort;

    @Option(
            names = "--rivals",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many flows have to stand side by side; default ${DEFAULT-VALUE}.")
    private int rivals;

    @Option(
            names = "--order",
            paramLabel = "first-come|last-come",
            defaultValue = "first-come",
            description = "Which of them goes first, and so wins; default ${DEFAULT-VALUE}.")
    private String order = "first-come";

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "900ms",
            converter = DurationConverter.class,
            description = "How long a packet waits for its rivals, at most 900ms; default ${DEFAULT-VALUE}.")
    private Duration patience = HoldPlan.LONGEST;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "End after that time, as 500ms, 5s, 2m.")
    @Nullable
    private Duration duration;

    @Option(
            names = "--until",
            paramLabel = "N",
            defaultValue = "0",
            description = "End as soon as N pairs, or groups, were held; 0, the default, goes on.")
    private long until;

    @Option(
            names = {"-j", "--json"},
            description = "Print JSON.")
    private boolean json;

    HoldCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        HoldPlan plan = plan();
        HeldOutput output = json ? new HeldOutput.Json(console.out()) : new HeldOutput.Text(console.out());
        CountDownLatch stop = new CountDownLatch(1);
        Signals signals = Signals.open(List.of("INT", "TERM"), signal -> stop.countDown());
        try (Hold hold = Hold.start(console.host(), namespaceOptions.namespace(console.host()), plan)) {
            console.say("holding " + protocol + " to " + to);
            long deadline = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
            while (stop.getCount() > 0
                    && (until == 0 || output.totals().held() < until)
                    && (duration == null || System.nanoTime() < deadline)) {
                Optional<HeldRivals> held = hold.next(LOOK);
                held.ifPresent(some -> output.rivals(some, plan.rivals()));
            }
        } finally {
            signals.close();
        }
        output.end();
        return ExitCode.DONE;
    }

    private HoldPlan plan() {
        if (until < 0) {
            throw new UsageException("--until: expected 0 or more, not " + until);
        }
        Matcher destination = matched("--to", to);
        OptionalInt port =
                destination.group(4) == null ? OptionalInt.empty() : OptionalInt.of(port(destination.group(4)));
        try {
            return new HoldPlan(
                    new HoldFilter(protocol(), prefix(destination), port, source()),
                    anyPort ? HoldPlan.Rivalry.SAME_DESTINATION : HoldPlan.Rivalry.SAME_PORT,
                    rivals,
                    order(),
                    patience);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Optional<HoldFilter.Prefix> source() {
        if (from == null) {
            return Optional.empty();
        }
        Matcher source = matched("--from", from);
        if (source.group(4) != null) {
            throw new UsageException("--from: expected an address without a port, not " + from);
        }
        return Optional.of(prefix(source));
    }

    private static Matcher matched(String option, String text) {
        Matcher matcher = DESTINATION.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(
                    option + ": expected an address as 10.99.0.2, 10.0.0.0/8 or [fd00::2], not " + text);
        }
        return matcher;
    }

    private static HoldFilter.Prefix prefix(Matcher matcher) {
        String text = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        try {
            // All digits, so nobody is asked for a name.
            InetAddress address = InetAddress.getByName(text);
            int bits = matcher.group(3) == null ? 8 * address.getAddress().length : Integer.parseInt(matcher.group(3));
            return new HoldFilter.Prefix(address, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("expected an address, not " + text, e);
        }
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > MOST_PORTS) {
            throw new UsageException("--to: expected a port from 1 to " + MOST_PORTS + ", not " + text);
        }
        return port;
    }

    private Tuple.Protocol protocol() {
        return switch (protocol.toLowerCase(Locale.ROOT)) {
            case "tcp" -> Tuple.Protocol.TCP;
            case "udp" -> Tuple.Protocol.UDP;
            default -> throw new UsageException("--protocol: expected tcp or udp, not " + protocol);
        };
    }

    private HoldPlan.Order order() {
        return switch (order) {
            case "first-come" -> HoldPlan.Order.FIRST_COME;
            case "last-come" -> HoldPlan.Order.LAST_COME;
            default -> throw new UsageException("--order: expected first-come or last-come, not " + order);
        };
    }
}
