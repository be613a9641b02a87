package io.github.snatrace.compare;

/** Is what a comparison comes to. */
public enum Change {
    /** The candidate fails less often: the whole interval of the difference is below 0. */
    BETTER("better"),
    /** The candidate fails more often: the whole interval of the difference is above 0. */
    WORSE("worse"),
    /**
     * The interval of the difference holds 0. That is no proof of equality: its ends say how large a change may hide in
     * it.
     */
    NO_CHANGE("no-change"),
    /** The runs differ in more than what was to be compared, so that the difference says nothing. */
    NOT_COMPARABLE("not-comparable");

    private final String jsonName;

    Change(String jsonName) {
        this.jsonName = jsonName;
    }

    /** The name in machine-readable results. */
    public String jsonName() {
        return jsonName;
    }
}
