package io.github.snatrace.dial;

/**
 * Watches a run.
 *
 * <p>It is called on the threads that dial, several of them at a time, between two connects: an implementation is
 * thread-safe and does not block. What it throws ends the run.
 */
@FunctionalInterface
public interface AttemptListener {

    /** Takes an attempt that has ended. */
    void onAttempt(Attempt attempt);

    /** Takes the number of due times, at least 1, that passed without an attempt. */
    default void onSkipped(long dueTimes) {}

    /** Returns a listener that passes everything on to both, in this order. */
    default AttemptListener andThen(AttemptListener next) {
        AttemptListener first = this;
        return new AttemptListener() {
            @Override
            public void onAttempt(Attempt attempt) {
                first.onAttempt(attempt);
                next.onAttempt(attempt);
            }

            @Override
            public void onSkipped(long dueTimes) {
                first.onSkipped(dueTimes);
                next.onSkipped(dueTimes);
            }
        };
    }
}
