package io.github.snatrace.examples.bench;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.stats.AttemptRecorder;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Recorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it takes to record an attempt, and what the two records that are in it take with HdrHistogram's own recorder.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecorderBenchmark {

    private static final long ELAPSED_NANOS = 53_000;
    private static final long LATENESS_NANOS = 1_700;
    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final Attempt attempt =
            new Attempt(1, 2_000, 1_800_000_000_000_000_000L, LATENESS_NANOS, ELAPSED_NANOS, Outcome.CONNECTED, null);
    private final AttemptRecorder recorder = new AttemptRecorder();
    private final Recorder elapsed = new Recorder(LONGEST_NANOS, DIGITS);
    private final Recorder lateness = new Recorder(LONGEST_NANOS, DIGITS);

    /** Records an attempt. */
    @Benchmark
    public void onAttempt() {
        recorder.onAttempt(attempt);
    }

    /** Records its two times. */
    @Benchmark
    public void twoRecords() {
        elapsed.recordValue(ELAPSED_NANOS);
        lateness.recordValue(LATENESS_NANOS);
    }
}
