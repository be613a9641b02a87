package io.github.snatrace.windows;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.TrackingLosses;
import io.github.snatrace.host.KernelRelease;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.snapshot.Circumstances;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import io.github.snatrace.snapshot.ProtocolCounter;
import io.github.snatrace.snapshot.RulesPrint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A window of time in one network namespace.
 *
 * @param lost packets that were dropped because their tuple was taken meanwhile: the race, as {@link
 *     TrackingLosses#clashes} has it
 * @param counted all that connection tracking counted
 * @param exposures how much was going on, by each measure that there is
 * @param stretches the same in shorter stretches, where it was watched: for what comes in bursts
 * @param kernel the kernel's release
 * @param entries how full the table was in the end
 * @param load how many threads of the machine ran or waited to, in the end
 * @param restarted whether the machine was started in it
 * @param rules the rules that translate, at the beginning and in the end, as far as they are known
 */
public record Window(
        long lost,
        ConntrackDelta counted,
        Map<Exposure, Double> exposures,
        List<Stretch> stretches,
        Optional<String> kernel,
        Entries entries,
        OptionalDouble load,
        boolean restarted,
        List<RulesPrint> rules) {

    /**
     * A short window.
     *
     * @param lost what was lost in it
     * @param exposures how much was going on
     */
    public record Stretch(long lost, Map<Exposure, Double> exposures) {
        /** Copies the map. */
        public Stretch {
            exposures = Map.copyOf(exposures);
        }
    }

    /**
     * How full the table was.
     *
     * @param held how many entries it held
     * @param most how many it could hold
     */
    public record Entries(OptionalLong held, OptionalLong most) {}

    /** Copies the collections. */
    public Window {
        exposures = Map.copyOf(exposures);
        stretches = List.copyOf(stretches);
        rules = List.copyOf(rules);
    }

    /**
     * Returns the window between two snapshots.
     *
     * @throws TextFormatException if they do not both have the counters of connection tracking
     */
    public static Window between(NamespaceSnapshot before, NamespaceSnapshot after) {
        NamespaceDelta delta = after.since(before);
        ConntrackDelta counted = delta.conntrack()
                .orElseThrow(() -> new TextFormatException("expected counters of connection tracking in both"));
        Map<Exposure, Double> exposures = new EnumMap<>(Exposure.class);
        newEntries(counted).ifPresent(count -> exposures.put(Exposure.NEW_ENTRIES, (double) count));
        Circumstances then = before.circumstances();
        Circumstances now = after.circumstances();
        since(then.rules().map(RulesPrint::translated), now.rules().map(RulesPrint::translated))
                .ifPresent(count -> exposures.put(Exposure.TRANSLATED, (double) count));
        since(Optional.of(then.ipvsConnections()), Optional.of(now.ipvsConnections()))
                .ifPresent(count -> exposures.put(Exposure.IPVS, (double) count));
        OptionalLong forwarded = delta.protocols().value(ProtocolCounter.IP_FORWARDED);
        OptionalLong forwarded6 = delta.protocols().value(ProtocolCounter.IP6_FORWARDED);
        if (forwarded.isPresent() || forwarded6.isPresent()) {
            exposures.put(Exposure.FORWARDED, (double) forwarded.orElse(0) + forwarded6.orElse(0));
        }
        if (then.uptimeSeconds().isPresent() && now.uptimeSeconds().isPresent()) {
            exposures.put(
                    Exposure.SECONDS,
                    now.uptimeSeconds().getAsDouble() - then.uptimeSeconds().getAsDouble());
        }
        boolean restarted = exposures.getOrDefault(Exposure.SECONDS, 0.0) < 0;
        exposures.values().removeIf(exposure -> exposure <= 0);
        List<RulesPrint> rules = new ArrayList<>();
        then.rules().ifPresent(rules::add);
        now.rules().ifPresent(rules::add);
        return new Window(
                lost(counted, delta.kernel()),
                counted,
                exposures,
                List.of(),
                delta.kernel(),
                new Entries(delta.entries(), delta.maxEntries()),
                now.load(),
                restarted,
                rules);
    }

    static long lost(ConntrackDelta counted, Optional<String> kernel) {
        return counted.losses(kernel.flatMap(KernelRelease::parse))
                .map(TrackingLosses::clashes)
                .orElseThrow(() -> new TextFormatException("expected insert_failed and drop in both sets of counters"));
    }

    /** A kernel that counts new entries counts them always; 0 of them are none that it counts. */
    static OptionalLong newEntries(ConntrackDelta counted) {
        OptionalLong entries = counted.total(Counter.NEW);
        return entries.orElse(0) > 0 ? entries : OptionalLong.empty();
    }

    /** What is counted anew by other rules has fallen, and says nothing. */
    private static OptionalLong since(Optional<OptionalLong> then, Optional<OptionalLong> now) {
        OptionalLong before = then.orElse(OptionalLong.empty());
        OptionalLong after = now.orElse(OptionalLong.empty());
        return before.isPresent() && after.isPresent() && after.getAsLong() >= before.getAsLong()
                ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                : OptionalLong.empty();
    }

    /** Returns what was dropped because the table was full, or for another reason than a clash. */
    OptionalLong droppedBeyondClashes() {
        return counted.losses(kernel.flatMap(KernelRelease::parse))
                .map(losses -> OptionalLong.of(losses.beyond()))
                .orElse(OptionalLong.empty());
    }

    /** Returns the same window, in which somebody counted so many connections. */
    public Window withConnections(long connections) {
        Map<Exposure, Double> more = new EnumMap<>(Exposure.class);
        more.putAll(exposures);
        more.put(Exposure.CONNECTIONS, (double) connections);
        return new Window(lost, counted, more, stretches, kernel, entries, load, restarted, rules);
    }

    /** Returns whether all of it was seen: the counters were not reset in it, and the machine not started. */
    public boolean isWhole() {
        return !counted.reset() && !restarted;
    }

    /** Returns how long it was, as far as that is known. */
    public OptionalDouble seconds() {
        Double seconds = exposures.get(Exposure.SECONDS);
        return seconds == null ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }

    /** Returns its losses by a measure that it has. */
    LossRate rate(Exposure by) {
        return new LossRate(lost, exposures.getOrDefault(by, 0.0), Burstiness.of(stretches, by));
    }
}
