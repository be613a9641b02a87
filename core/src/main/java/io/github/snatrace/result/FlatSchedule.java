package io.github.snatrace.result;

import io.github.snatrace.dial.Schedule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as the fields of a result file, of which each mode has its own.
 *
 * @param mode {@code workers}, {@code open-loop} or {@code lockstep}
 * @param workers how many there were, in that mode
 * @param dialIntervalMicros the interval of a worker
 * @param rate connects per second that an open loop was to make
 * @param stepMicros the step of lockstep
 */
record FlatSchedule(
        @Nullable String mode,
        @Nullable Integer workers,
        @Nullable Double dialIntervalMicros,
        @Nullable Double rate,
        @Nullable Double stepMicros) {

    static final FlatSchedule UNKNOWN = new FlatSchedule(null, null, null, null, null);

    static FlatSchedule of(@Nullable Schedule schedule) {
        return schedule == null
                ? UNKNOWN
                : schedule.match(
                        loop -> new FlatSchedule(loop.mode(), loop.workers(), micros(loop.interval()), null, null),
                        loop -> new FlatSchedule(loop.mode(), null, null, loop.perSecond(), null),
                        grid -> new FlatSchedule(grid.mode(), null, null, null, micros(grid.step())));
    }

    /**
     * Returns the schedule; null if the fields tell less than all of it.
     *
     * @throws IllegalArgumentException if there is no such schedule
     */
    @Nullable
    Schedule schedule() {
        if (workers != null && dialIntervalMicros != null) {
            return Schedule.workers(workers, Conditions.duration(dialIntervalMicros, 1e3));
        }
        if (rate != null) {
            return Schedule.openLoop(rate);
        }
        return stepMicros == null ? null : Schedule.lockstep(Conditions.duration(stepMicros, 1e3));
    }

    private static double micros(Duration duration) {
        return duration.toNanos() / 1e3;
    }
}
