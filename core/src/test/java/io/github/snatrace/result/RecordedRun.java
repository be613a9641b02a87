package io.github.snatrace.result;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.Validity;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.SeriesRecorder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A run that was never made: its attempts are recorded one by one. */
final class RecordedRun {

    static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private final SeriesRecorder series = new SeriesRecorder(START, Duration.ofMillis(100));
    private final Schedule schedule;
    private Instant now = START;
    private final AttemptRecorder recorder = new AttemptRecorder(() -> now);

    RecordedRun(Schedule schedule) {
        this.schedule = schedule;
    }

    RecordedRun() {
        this(Schedule.lockstep(Duration.ofMillis(1)));
    }

    /** Records an attempt that began so long after {@link #START}. */
    RecordedRun attempt(long millis, long elapsedMicros, Outcome outcome) {
        Attempt attempt = new Attempt(
                millis,
                0,
                START.plusMillis(millis).toEpochMilli() * 1_000_000,
                1_000,
                elapsedMicros * 1_000,
                outcome,
                null);
        recorder.onAttempt(attempt);
        series.onAttempt(attempt);
        return this;
    }

    RunResult result(Instant end) throws UnknownHostException {
        return result(end, List.of());
    }

    RunResult result(Instant end, List<String> invalidBecause) throws UnknownHostException {
        DialPlan plan = DialPlan.to(new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 99, 0, 2}), 8080))
                .schedule(schedule)
                .build();
        now = end;
        return RunResult.of(plan, recorder.nextInterval(), new Validity(invalidBecause), series.counted(), null);
    }
}
