package io.github.snatrace.result;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What has to be equal for two runs to be compared or added. */
public enum RunCondition {
    /** The address and port. */
    TARGET,
    /** {@code workers}, {@code open-loop} or {@code lockstep}. */
    MODE,
    /** The number of workers. */
    WORKERS,
    /** The interval of a worker, in microseconds. */
    DIAL_INTERVAL,
    /** The rate of an open loop, per second. */
    RATE,
    /** The step of lockstep, in microseconds. */
    STEP,
    /** The source ports of the plan, {@code LOW-HIGH}. */
    SOURCE_PORTS,
    /** The plan's timeout, in milliseconds. */
    TIMEOUT,
    /** How connections were closed, {@code reset} or {@code fin}. */
    CLOSE,
    /** What the run went through, in the words of who started it. */
    TOPOLOGY,
    /** The release of the kernel. */
    KERNEL,
    /** The number of processors. */
    CPUS;

    /** Returns its value as a result file has it; null if it is not known. */
    @Nullable
    Object of(Conditions conditions) {
        FlatSchedule schedule = FlatSchedule.of(conditions.schedule());
        return switch (this) {
            case TARGET -> conditions.target();
            case MODE -> schedule.mode();
            case WORKERS -> schedule.workers();
            case DIAL_INTERVAL -> schedule.dialIntervalMicros();
            case RATE -> schedule.rate();
            case STEP -> schedule.stepMicros();
            case SOURCE_PORTS ->
                conditions.sourcePorts() == null
                        ? null
                        : conditions.sourcePorts().low() + "-"
                                + conditions.sourcePorts().high();
            case TIMEOUT ->
                conditions.timeout() == null
                        ? null
                        : (Double) (conditions.timeout().toNanos() / 1e6);
            case CLOSE ->
                conditions.closeMode() == null
                        ? null
                        : conditions.closeMode().name().toLowerCase(Locale.ROOT);
            case TOPOLOGY -> conditions.topology();
            case KERNEL -> conditions.kernel();
            case CPUS -> conditions.cpus();
        };
    }
}
