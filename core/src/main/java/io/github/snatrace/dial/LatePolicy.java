package io.github.snatrace.dial;

/** What becomes of due times that have passed before the dialer got to them. */
public enum LatePolicy {
    /**
     * Keeps to the grid: a due time is skipped, and counted, when the one that follows it has passed as well. The most
     * recent one is still served late, so that the very first attempt of a slow start is not lost. An open loop makes
     * up for what is at most 50 ms late.
     */
    SKIP,
    /** Makes up for every due time, in a burst if need be. */
    CATCH_UP
}
