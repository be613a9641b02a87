package io.github.snatrace.dial;

/**
 * Whether a loop sleeps between due times that are too close for select(2), or looks for answers all the time.
 *
 * <p>On a CPU of its own it stays awake: how long it takes to wake up varies. On a busy one, who never sleeps has no
 * claim left, and is put aside for several due times in a row just when they come; who sleeps is let in when it wakes
 * up. So it sleeps as soon as many due times were missed lately, and until hardly any is.
 */
final class Naps {

    /** Weight of a due time against those before it: the last hundred or so count. */
    private static final double WEIGHT = 1 / 64.0;

    private static final double MANY = 0.1;
    private static final double HARDLY_ANY = 0.02;

    private double missed;
    private boolean taken;

    /** Notes due times that passed before anybody got to them. */
    void onMissed(long dueTimes) {
        missed = 1 - (1 - missed) * Math.pow(1 - WEIGHT, (double) dueTimes);
        taken |= missed > MANY;
    }

    /** Notes a due time that was met. */
    void onMet() {
        missed *= 1 - WEIGHT;
        taken &= missed > HARDLY_ANY;
    }

    /** Whether to sleep until the next due time. */
    boolean areTaken() {
        return taken;
    }
}
