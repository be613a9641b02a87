package io.github.snatrace.trace;

/** The places that a SYN and its answer pass, in their order. */
enum TapPoint {
    /** The SYN comes, before any rule. */
    ENTERING(0),
    /** The SYN has been translated. */
    TRANSLATED(1),
    /** The SYN has passed every rule; confirmation is next. */
    CONFIRMING(2),
    /** The SYN leaves. */
    LEAVING(3),
    /** The answer comes back. */
    ANSWERED(4),
    /** The answer goes back to where the SYN came from. */
    DELIVERED(5);

    private final int number;

    TapPoint(int number) {
        this.number = number;
    }

    /** Returns its number, from 0 on. */
    int number() {
        return number;
    }
}
