package io.github.snatrace.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.Validity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DialAssertionsTest {

    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    /** Runs that have nothing to show, however they came about; most of them have no failure. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OPEN_LOOP |                               |       0 |  0 | no connect was made
            WORKERS   |                               |       0 |  0 | no connect was made
            LOCKSTEP  |                               |       0 |  0 | no connect was made
            OPEN_LOOP | CANCELLED=40                  |       0 |  0 | no connect was made
            OPEN_LOOP |                               |     914 |  0 | 914 of 914 due times were skipped
            OPEN_LOOP | CONNECTED=85528               |  914472 |  0 | 914,472 of 1,000,000 due times were skipped
            OPEN_LOOP | CONNECTED=1000                |       2 |  0 | 2 of 1,002 due times were skipped
            OPEN_LOOP | CONNECTED=1000                |       0 | 20 | lateness p99 was 20.
            LOCKSTEP  | CONNECTED=80                  |      20 |  0 | 20 of 100 due times were skipped
            LOCKSTEP  | CONNECTED=100                 |       0 |  1 | lateness p90 was 1.00ms
            WORKERS   | CONNECTED=10,NO_LOCAL_PORT=1  |       0 |  0 | 1 of 11 attempts had no ephemeral port left
            WORKERS   | NO_LOCAL_PORT=9               |       0 |  0 | 9 of 9 attempts had no ephemeral port left
            WORKERS   | CONNECTED=10,NO_DESCRIPTOR=1  |       0 |  0 | 1 of 11 attempts had no file descriptor left
            OPEN_LOOP | NO_DESCRIPTOR=7,CANCELLED=1   |       0 |  0 | 7 of 8 attempts had no file descriptor left
            """)
    void runThatMeasuredNothing_failsEveryAssertionAndSaysWhy(
            String schedule, @Nullable String outcomes, long skipped, long lateMillis, String reason) {
        DialResult result = result(schedule(schedule), outcomes(outcomes), skipped, lateMillis);

        assertThatThrownBy(() -> DialAssertions.assertThat(result).isValid())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Expected a run that measured what its plan asked for, but it is INVALID: ")
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> DialAssertions.assertThat(result).hasNoFailures())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> DialAssertions.assertThat(result).hasFailureRateOfAtMost(1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(reason);
    }

    @Test
    void validRunWithoutFailures_passes() {
        DialResult result = result(Schedule.openLoop(1_000), outcomes("CONNECTED=1000"), 1, 2);

        DialAssertions.assertThat(result).isValid().hasNoFailures().hasFailureRateOfAtMost(0);
    }

    @Test
    void failures_areToldWithPlanOutcomesLatenessAndTheFirstOfThem() {
        DialResult result = result(Schedule.openLoop(1_000), outcomes("CONNECTED=998,TIMED_OUT=2"), 0, 0);

        assertThatThrownBy(() -> DialAssertions.assertThat(result).isValid().hasNoFailures())
                .hasMessage("""
                        Expected no failures, but 2 of 1,000 connects (0.200 %) failed
                          plan      OpenLoop[perSecond=1000.0] to 127.0.0.1:80 for PT1S, timeout PT0.5S
                          outcomes  998 CONNECTED, 2 TIMED_OUT
                          skipped   0 due times
                          lateness  p99 0.00 ms
                          failure   TIMED_OUT after 500.0 ms at 2026-01-31T12:00:00Z from port 20000""");
    }

    @Test
    void rateOfFailure_isOfTheConnectsThatWereDecided() {
        DialResult result = result(Schedule.openLoop(1_000), outcomes("CONNECTED=98,REFUSED=2,CANCELLED=100"), 0, 0);

        DialAssertions.assertThat(result).hasFailureRateOfAtMost(0.02);
        assertThatThrownBy(() -> DialAssertions.assertThat(result).hasFailureRateOfAtMost(0.01))
                .hasMessageStartingWith("Expected at most 1.0 % failures, but 2 of 100 connects (2.00 %) failed");
    }

    @Test
    void comparison_isBetterOnlyBeyondChance() {
        Comparison better = Comparison.of(new Proportion(200, 1_000), new Proportion(0, 1_000), 0.95);
        Comparison same = Comparison.of(new Proportion(2, 1_000), new Proportion(1, 1_000), 0.95);
        Comparison worse = Comparison.of(new Proportion(0, 1_000), new Proportion(200, 1_000), 0.95);

        DialAssertions.assertThat(better).isBetter().isNotWorse();
        DialAssertions.assertThat(same).isNotWorse();
        assertThatThrownBy(() -> DialAssertions.assertThat(same).isBetter())
                .hasMessageContaining("it is no-change")
                .hasMessageContaining("2 of 1,000 failed: 0.200 %");
        assertThatThrownBy(() -> DialAssertions.assertThat(worse).isNotWorse()).hasMessageContaining("it is worse");
    }

    private static Schedule schedule(String name) {
        return switch (name) {
            case "OPEN_LOOP" -> Schedule.openLoop(1_000);
            case "WORKERS" -> Schedule.workers(2, Duration.ofMillis(1));
            default -> Schedule.lockstep(Duration.ofMillis(1));
        };
    }

    private static Outcomes outcomes(@Nullable String text) {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        if (text != null) {
            for (String part : text.split(",", -1)) {
                String[] pair = part.split("=", -1);
                counts.put(Outcome.valueOf(pair[0]), Long.parseLong(pair[1]));
            }
        }
        return new Outcomes(counts);
    }

    private static DialResult result(Schedule schedule, Outcomes outcomes, long skipped, long lateMillis) {
        DialPlan plan = DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80))
                .schedule(schedule)
                .duration(Duration.ofSeconds(1))
                .build();
        Histogram lateness = new Histogram(3);
        lateness.recordValueWithCount(lateMillis * 1_000_000, Math.max(1, outcomes.attempts()));
        Attempt failure =
                new Attempt(0, 20_000, START.toEpochMilli() * 1_000_000, 0, 500_000_000, Outcome.TIMED_OUT, null);
        return new DialResult(
                plan,
                START,
                START.plusSeconds(1),
                outcomes,
                skipped,
                Duration.ofMillis(lateMillis),
                Validity.of(plan, outcomes, skipped, lateness),
                outcomes.failures() == 0 ? List.of() : List.of(failure));
    }
}
