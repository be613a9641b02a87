package io.github.snatrace.examples.bench;

import io.github.snatrace.dial.Schedule;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it takes to know when the next attempt is due, and what a look at the clock takes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScheduleBenchmark {

    private final Schedule workers = Schedule.workers(64, Duration.ofMillis(100));
    private final Schedule openLoop = Schedule.openLoop(10_000);
    private final Schedule lockstep = Schedule.lockstep(Duration.ofMillis(1));
    private long tick;

    /** Asks a closed loop. */
    @Benchmark
    public long dueWorkers() {
        return workers.dueNanos(tick++);
    }

    /** Asks an open loop. */
    @Benchmark
    public long dueOpenLoop() {
        return openLoop.dueNanos(tick++);
    }

    /** Asks the wall-clock grid. */
    @Benchmark
    public long dueLockstep() {
        return lockstep.dueNanos(tick++);
    }

    /** Looks at the clock. */
    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }
}
