package io.github.snatrace.conntrack.testing;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CounterSource;
import io.github.snatrace.conntrack.CpuCounters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.annotation.CanIgnoreReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what connection tracking counted. Counters that cannot be compared, or that nothing could have moved,
 * fail every one of them: zeros of a namespace where nothing is tracked are no success.
 */
public final class ConntrackDeltaAssert extends AbstractAssert<ConntrackDeltaAssert, ConntrackDelta> {

    /** Stands for two snapshots of which one has no counters. */
    static final ConntrackDelta NOT_TOLD = new ConntrackDelta(
            CounterSource.PROCFS,
            CounterSource.PROCFS,
            List.of(),
            false,
            OptionalLong.empty(),
            OptionalLong.empty(),
            new ConntrackDelta.Unmatched(List.of(), List.of(), List.of(), List.of()));

    ConntrackDeltaAssert(@Nullable ConntrackDelta actual) {
        super(actual, ConntrackDeltaAssert.class);
    }

    /** Verifies that the counters of both moments can be compared, and that something was tracked. */
    @CanIgnoreReturnValue
    public ConntrackDeltaAssert isValid() {
        isNotNull();
        reasonAgainst(actual).ifPresent(reason -> {
            throw failure("%s", "Expected counters that say something, but " + reason + account());
        });
        return this;
    }

    /**
     * Verifies that the counters say something, and that {@code insert_failed} did not move on any CPU. Where it did,
     * a packet was dropped because its tuple was taken, or because its hash chain was too long; kernels 4.7 to 5.9
     * count clashes there as well that were resolved.
     */
    @CanIgnoreReturnValue
    public ConntrackDeltaAssert hasNoInsertFailures() {
        return hasNone(Counter.INSERT_FAILED);
    }

    /** Verifies that the counters say something, and that this one did not move on any CPU. */
    @CanIgnoreReturnValue
    public ConntrackDeltaAssert hasNone(Counter counter) {
        if (counted(counter) > 0) {
            throw failure(
                    "%s",
                    String.format(
                                    Locale.ROOT,
                                    "Expected %s not to move, but it counted %,d",
                                    counter.name(),
                                    counted(counter))
                            + cpus(counter)
                            + account());
        }
        return this;
    }

    /** Verifies that the counters say something, and that this one counted no less, over all CPUs. */
    @CanIgnoreReturnValue
    public ConntrackDeltaAssert hasAtLeast(Counter counter, long least) {
        if (counted(counter) < least) {
            throw failure(
                    "%s",
                    String.format(
                                    Locale.ROOT,
                                    "Expected %s to count at least %,d, but it counted %,d",
                                    counter.name(),
                                    least,
                                    counted(counter))
                            + account());
        }
        return this;
    }

    private long counted(Counter counter) {
        isValid();
        return actual.total(counter)
                .orElseThrow(() -> failure(
                        "%s",
                        "Expected both snapshots to have the counter " + counter.name() + ", which one lacks"
                                + account()));
    }

    /** Returns why the counters say nothing, if they do not. */
    private static Optional<String> reasonAgainst(ConntrackDelta delta) {
        if (delta.cpus().isEmpty()) {
            return Optional.of("no CPU was counted in both snapshots");
        }
        if (delta.reset()) {
            return Optional.of("they were reset in between: another namespace, or a module that was loaded again");
        }
        if (!delta.unmatched().cpusBefore().isEmpty()) {
            return Optional.of(
                    "the later ones lack CPUs " + delta.unmatched().cpusBefore() + ": is it another machine?");
        }
        boolean moved = delta.total().values().stream().anyMatch(count -> count > 0);
        boolean held = delta.entriesBefore().orElse(0) + delta.entries().orElse(0) > 0;
        return moved || held
                ? Optional.empty()
                : Optional.of("nothing was tracked there: no counter moved, and the table held no entry");
    }

    private String cpus(Counter counter) {
        StringBuilder lines = new StringBuilder();
        for (CpuCounters cpu : actual.cpus()) {
            if (cpu.value(counter) > 0) {
                line(lines, "CPU " + cpu.cpu(), String.format(Locale.ROOT, "%,d", cpu.value(counter)));
            }
        }
        return lines.toString();
    }

    private String account() {
        StringBuilder counted = new StringBuilder();
        for (Map.Entry<Counter, Long> total : actual.total().entrySet()) {
            if (total.getValue() > 0) {
                counted.append(counted.isEmpty() ? "" : ", ")
                        .append(String.format(
                                Locale.ROOT, "%s %,d", total.getKey().name(), total.getValue()));
            }
        }
        StringBuilder lines = new StringBuilder();
        line(lines, "counted", counted.isEmpty() ? "nothing" : counted.toString());
        if (actual.entries().isPresent()) {
            line(
                    lines,
                    "entries",
                    String.format(Locale.ROOT, "%,d", actual.entries().getAsLong()));
        }
        line(lines, "source", actual.source().label());
        return lines.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%n  %-9s %s", name, value));
    }
}
