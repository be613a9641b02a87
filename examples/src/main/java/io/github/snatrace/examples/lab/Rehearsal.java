package io.github.snatrace.examples.lab;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialRun;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.Snapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Finds the step that a client can keep to on this machine as busy as it is now: the smallest at which the ticks are
 * punctual. It dials a listener of its own in lockstep, and prints the step in microseconds.
 */
public final class Rehearsal {

    private static final List<Duration> STEPS =
            List.of(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10));

    /** What share of the ticks has to be punctual. */
    private static final double PUNCTUAL = 0.95;

    private static final Duration LENGTH = Duration.ofMillis(500);

    private Rehearsal() {}

    /** Takes nothing. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Acceptor acceptor = Acceptor.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .threads(1)
                .pause(LENGTH)
                .listen()) {
            Duration last = STEPS.get(STEPS.size() - 1);
            for (Duration step : STEPS) {
                if (step.equals(last) || isPunctual(dial(acceptor.address(), step), step)) {
                    System.out.println(step.toNanos() / 1_000);
                    return;
                }
            }
        }
    }

    private static Snapshot dial(InetSocketAddress target, Duration step) throws IOException, InterruptedException {
        DialPlan plan = DialPlan.to(target)
                .schedule(Schedule.lockstep(step))
                .duration(LENGTH)
                .build();
        Dialer.warmUp(plan, new AttemptRecorder());
        AttemptRecorder recorder = new AttemptRecorder();
        try (DialRun run = Dialer.start(plan, recorder)) {
            run.await();
        }
        return recorder.nextInterval();
    }

    /** Says whether the ticks were punctual, which a tick is that is late by a tenth of the step at most. */
    static boolean isPunctual(Snapshot run, Duration step) {
        long punctual =
                run.lateness().getCountBetweenValues(0, step.dividedBy(10).toNanos());
        return punctual >= PUNCTUAL * (run.attempts() + run.skipped());
    }
}
