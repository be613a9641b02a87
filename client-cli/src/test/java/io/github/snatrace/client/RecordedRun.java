package io.github.snatrace.client;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.Validity;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.SeriesRecorder;
import io.github.snatrace.stats.Snapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run whose attempts the test made up, recorded as a real one is. */
public final class RecordedRun {

    public static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private final SeriesRecorder series = new SeriesRecorder(START, Duration.ofMillis(10));
    private final int port;
    private Instant now;
    private final AttemptRecorder recorder;

    public RecordedRun(int port, Instant start) {
        this.port = port;
        this.now = start;
        this.recorder = new AttemptRecorder(() -> now);
    }

    public RecordedRun() {
        this(8080, START);
    }

    /** Records an attempt that began so long after {@link #START}. */
    public RecordedRun attempt(long millis, long elapsedMicros, Outcome outcome) {
        Instant startedAt = START.plusMillis(millis);
        Attempt attempt = new Attempt(
                millis, 0, startedAt.toEpochMilli() * 1_000_000, 1_000, elapsedMicros * 1_000, outcome, null);
        recorder.onAttempt(attempt);
        series.onAttempt(attempt);
        return this;
    }

    public Snapshot interval(Instant end) {
        now = end;
        return recorder.nextInterval();
    }

    public RunResult result(Instant end) throws UnknownHostException {
        return result(end, new Validity(List.of()), null);
    }

    public RunResult result(Instant end, Validity validity, @Nullable String topology) throws UnknownHostException {
        DialPlan plan = DialPlan.to(new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 99, 0, 2}), port))
                .schedule(Schedule.lockstep(Duration.ofMillis(1)))
                .build();
        return RunResult.of(plan, interval(end), validity, series.counted(), topology);
    }
}
