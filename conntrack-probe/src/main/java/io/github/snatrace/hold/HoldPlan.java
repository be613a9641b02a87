package io.github.snatrace.hold;

import java.time.Duration;

/**
 * Which packets are held, and until when.
 *
 * @param rivalry which of the flows are rivals
 * @param rivals how many of them have to stand side by side before they are let go, 2 to 64
 * @param order in which order they are let go
 * @param patience how long a packet waits for its rivals, at most {@link #LONGEST}
 */
public record HoldPlan(HoldFilter filter, Rivalry rivalry, int rivals, Order order, Duration patience) {

    /** A SYN that is held any longer is sent again, and meets itself. */
    public static final Duration LONGEST = Duration.ofMillis(900);

    private static final int MOST_RIVALS = 64;

    /** Which flows wait for one another. */
    public enum Rivalry {
        /** Those of one source port to one destination, which would leave alike if they kept their ports. */
        SAME_PORT,
        /** All that pass the filter to one destination. */
        SAME_DESTINATION
    }

    /** In which order rivals are let go. */
    public enum Order {
        /** As they came. */
        FIRST_COME,
        /** The one that came last goes first. */
        LAST_COME
    }

    /** Refuses what cannot be. */
    public HoldPlan {
        if (rivals < 2 || rivals > MOST_RIVALS) {
            throw new IllegalArgumentException("expected 2 to " + MOST_RIVALS + " rivals, not " + rivals);
        }
        if (patience.isNegative() || patience.isZero() || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("expected a patience of at most " + LONGEST.toMillis()
                    + "ms, for a SYN is sent again after a second, not " + patience.toMillis() + "ms");
        }
    }

    /** Returns a plan for pairs that waits as long as it may, and lets them go as they came. */
    public static HoldPlan pairs(HoldFilter filter) {
        return new HoldPlan(filter, Rivalry.SAME_PORT, 2, Order.FIRST_COME, LONGEST);
    }
}
