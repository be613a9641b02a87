package io.github.snatrace.client.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.github.snatrace.commandline.DurationConverter;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.dial.CloseMode;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.LatePolicy;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.SourcePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what to dial, and the plan they make. */
final class PlanOptions {

    private static final Duration LONGEST = Duration.ofDays(1);

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-r", "--remote-addr"},
            paramLabel = "HOST:PORT",
            defaultValue = "${env:REMOTE_ADDR}",
            description = "Where to connect to. Required. [REMOTE_ADDR]")
    private @Nullable String remoteAddress;

    @Option(
            names = {"-l", "--local-ip"},
            paramLabel = "IP",
            defaultValue = "${env:LOCAL_IP}",
            description =
                    "The address to connect from, or several, taken in turn: A,B or a block such as 127.0.1.0/28. "
                            + "The kernel"
                            + " chooses by default. [LOCAL_IP]")
    private @Nullable String localIp;

    @Option(
            names = {"-c", "--go-routines", "--workers"},
            paramLabel = "N",
            defaultValue = "${env:GO_ROUTINES}",
            description = "Workers, each with one connect under way at most. One a core by default. [GO_ROUTINES]")
    private @Nullable Integer workers;

    @Option(
            names = {"-t", "--timeout-ms"},
            paramLabel = "MILLIS",
            defaultValue = "${env:TIMEOUT_MS:-500}",
            description = "How long a connect may take. Default: 500. [TIMEOUT_MS]")
    private long timeoutMillis;

    @Option(
            names = {"-d", "--dial-interval-us"},
            paramLabel = "MICROS",
            defaultValue = "${env:DIAL_INTERVAL_US:-100000}",
            description =
                    "From one connect of a worker to its next; 0 for no pause. Default: 100000. [DIAL_INTERVAL_US]")
    private long dialIntervalMicros;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Open loop: so many connects a second, whatever becomes of them.")
    private @Nullable Double rate;

    @Option(
            names = {"--lockstep", "--step"},
            paramLabel = "STEP",
            converter = DurationConverter.class,
            description =
                    "Connect at every multiple of STEP on the wall clock, as every other client on this host does "
                            + "that is given"
                            + " the same STEP and --source-ports: this is what races.")
    private @Nullable Duration lockstep;

    @Option(
            names = "--source-ports",
            paramLabel = "LOW-HIGH",
            converter = SourcePortsConverter.class,
            description = "The source ports, one after the other. The kernel chooses by default.")
    private @Nullable SourcePorts sourcePorts;

    @Option(
            names = "--start-at",
            paramLabel = "INSTANT",
            converter = InstantConverter.class,
            description = "When to begin, such as 2026-01-31T12:00:00Z. At once by default.")
    private @Nullable Instant startAt;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long to go on, such as 500ms, 5s or 2m. Until stopped by default.")
    private @Nullable Duration duration;

    @Option(
            names = {"--connects", "--connections"},
            paramLabel = "N",
            description = "How many connects to make. No limit by default.")
    private @Nullable Long connections;

    @Option(
            names = "--close",
            paramLabel = "reset|fin",
            defaultValue = "reset",
            description = "How to close: reset (leaves no TIME_WAIT) or fin (as a plain close does). Default: reset.")
    private CloseMode close = CloseMode.RESET;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            defaultValue = "65536",
            description = "How many connects may be under way at once. Default: 65536.")
    private int maxInFlight;

    @Option(
            names = "--late",
            paramLabel = "skip|catch-up",
            defaultValue = "skip",
            converter = LatePolicyConverter.class,
            description = "What becomes of connects that are overdue: skip (and count), or catch-up. Default: skip.")
    private LatePolicy late = LatePolicy.SKIP;

    @Option(
            names = "--event-loops",
            paramLabel = "N",
            description = "How many threads connect. Chosen from the plan and the cores by default.")
    private @Nullable Integer eventLoops;

    @Option(
            names = "--yes-i-own-the-target",
            description = "Allow more than 1000 connects a second to a target outside of loopback, private and"
                    + " link-local addresses, 100.64.0.0/10 and 198.18.0.0/15.")
    private boolean ownsTarget;

    /**
     * Returns the plan that the options make. Names are resolved here, once.
     *
     * @throws UsageException if a value does not make sense
     * @throws IOException if a name does not resolve
     */
    DialPlan plan() throws IOException {
        InetSocketAddress target = target();
        try {
            DialPlan.Builder plan = DialPlan.to(target)
                    .schedule(schedule())
                    .timeout(Duration.ofMillis(within("--timeout-ms", timeoutMillis, 1, LONGEST.toMillis())))
                    .closeMode(close)
                    .latePolicy(late)
                    .maxInFlight(maxInFlight)
                    .sourceAddresses(sourceAddresses());
            if (sourcePorts != null) {
                plan.sourcePorts(sourcePorts);
            }
            if (startAt != null) {
                plan.startAt(startAt);
            }
            if (duration != null) {
                plan.duration(duration);
            }
            if (connections != null) {
                plan.attempts(connections);
            }
            if (eventLoops != null) {
                plan.eventLoops(eventLoops);
            }
            return considerate(plan.build());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private DialPlan considerate(DialPlan plan) {
        InetAddress target = plan.target().getAddress();
        double perSecond = plan.schedule().mostPerSecond();
        if (perSecond > ForeignTarget.UNASKED_PER_SECOND && ForeignTarget.is(target) && !ownsTarget) {
            throw new UsageException(String.format(
                    Locale.ROOT,
                    "--remote-addr '%s': %s connects a second to a public address: expected at most %.0f, or"
                            + " --yes-i-own-the-target",
                    remoteAddress,
                    Double.isInfinite(perSecond) ? "as many as can be" : String.format(Locale.ROOT, "%.0f", perSecond),
                    ForeignTarget.UNASKED_PER_SECOND));
        }
        return plan;
    }

    private InetSocketAddress target() throws IOException {
        String text = remoteAddress;
        if (text == null || text.isBlank()) {
            throw new UsageException("no target: expected --remote-addr HOST:PORT, or REMOTE_ADDR in the environment");
        }
        HostAndPort parsed;
        try {
            parsed = HostAndPort.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--remote-addr '" + text + "': expected HOST:PORT");
        }
        if (!parsed.hasPort() || parsed.getHost().isEmpty() || parsed.getPort() == 0) {
            throw new UsageException("--remote-addr '" + text + "': expected HOST:PORT, with a port from 1 to 65535");
        }
        InetSocketAddress address = new InetSocketAddress(parsed.getHost(), parsed.getPort());
        if (address.isUnresolved()) {
            throw new UnknownHostException("--remote-addr '" + text + "': the name does not resolve");
        }
        return address;
    }

    private List<InetAddress> sourceAddresses() {
        if (localIp == null || localIp.isBlank()) {
            return ImmutableList.of();
        }
        try {
            return SourceAddresses.parse(localIp);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--local-ip " + e.getMessage());
        }
    }

    private Schedule schedule() {
        if (rate != null && lockstep != null) {
            throw new UsageException("--rate " + rate + " with --lockstep: expected one of them");
        }
        if (rate != null || lockstep != null) {
            refuseOptionsOfWorkers(rate != null ? "--rate" : "--lockstep");
        }
        if (lockstep != null) {
            return Schedule.lockstep(lockstep);
        }
        if (rate != null) {
            return Schedule.openLoop(rate);
        }
        int count = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
        long micros = within("--dial-interval-us", dialIntervalMicros, 0, LONGEST.toNanos() / 1_000);
        return Schedule.workers(count, Duration.ofNanos(micros * 1_000));
    }

    /** The environment may have defaults for workers all the same. */
    private void refuseOptionsOfWorkers(String schedule) {
        CommandLine.ParseResult parsed = command().commandLine().getParseResult();
        for (String option : List.of("--workers", "--dial-interval-us")) {
            if (parsed.hasMatchedOption(option)) {
                throw new UsageException(option + " with " + schedule + ": expected one of them");
            }
        }
    }

    private long within(String option, long value, long low, long high) {
        if (value < low || value > high) {
            throw new UsageException(option + " " + value + ": expected " + low + " to " + high);
        }
        return value;
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("used outside of a command");
        }
        return spec;
    }
}
