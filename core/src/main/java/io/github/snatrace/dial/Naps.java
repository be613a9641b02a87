package io.github.snatrace.dial;

/**
 * Whether a loop sleeps between due times that are too close for select(2), or looks for answers all the time.
 *
 * <p>On a CPU of its own it stays awake: how long it takes to wake up varies. On a busy one, who never sleeps has no
 * claim left, and is put aside for several due times in a row just when they come; who sleeps is let in when it wakes
 * up. So it sleeps once many due times were missed lately, and until few are.
 */
final class Naps {

    /** Weight of a due time against those before it: the last thousand or so count. */
    private static final double WEIGHT = 1 / 512.0;

    /** As many due times as count of a row that was missed: a long stall is one misfortune, not a busy CPU. */
    private static final long MOST_IN_A_ROW = 8;

    private static final double MANY = 0.15;
    private static final double FEW = 0.05;

    private double missed;
    private boolean taken;

    /** Notes a row of due times that passed before anybody got to them. */
    void onMissed(long dueTimes) {
        missed = 1 - (1 - missed) * Math.pow(1 - WEIGHT, (double) Math.min(dueTimes, MOST_IN_A_ROW));
        taken |= missed > MANY;
    }

    /** Notes a due time that was met. */
    void onMet() {
        missed *= 1 - WEIGHT;
        taken &= missed > FEW;
    }

    /** Whether to sleep until the next due time. */
    boolean areTaken() {
        return taken;
    }
}
