package io.github.snatrace.examples.junit;

import static io.github.snatrace.testing.DialAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.AttemptListener;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialResult;
import io.github.snatrace.dial.DialRun;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.testing.AcceptorExtension;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Listens to each attempt as it ends, for what no summary keeps. */
@ExtendWith(AcceptorExtension.class)
@Timeout(60)
class OwnListenerIT {

    /** Keeps the slowest attempt. Called by several threads at a time, it neither locks nor waits. */
    static final class Slowest implements AttemptListener {

        private static final BinaryOperator<Attempt> SLOWER =
                BinaryOperator.maxBy(Comparator.comparingLong(Attempt::elapsedNanos));

        private final AtomicReference<@Nullable Attempt> slowest = new AtomicReference<>();

        @Override
        public void onAttempt(Attempt attempt) {
            slowest.accumulateAndGet(
                    attempt, (one, other) -> one == null || other == null ? other : SLOWER.apply(one, other));
        }

        @Nullable
        Attempt get() {
            return slowest.get();
        }
    }

    @Test
    void slowestAttempt_isKept(Acceptor service) throws Exception {
        DialPlan plan = DialPlan.to(service.address())
                .schedule(Schedule.workers(2, Duration.ofMillis(5)))
                .attempts(100)
                .build();
        Slowest slowest = new Slowest();

        DialResult result;
        try (DialRun run = Dialer.start(plan, slowest)) {
            result = run.await();
        }

        assertThat(result).isValid().hasNoFailures();
        assertThat(slowest.get()).isNotNull().extracting(Attempt::outcome).isEqualTo(Outcome.CONNECTED);
    }
}
