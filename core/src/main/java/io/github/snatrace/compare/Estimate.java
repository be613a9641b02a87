package io.github.snatrace.compare;

/**
 * Is a value with the interval that it was estimated in.
 *
 * <p>A bound that the data do not give is infinite, and a value that they do not define (a ratio of nothing to nothing)
 * is NaN; the bounds themselves are never NaN.
 */
public record Estimate(double value, double low, double high) {

    public Estimate {
        if (!(low <= high)) {
            throw new IllegalArgumentException("the interval runs from " + low + " to " + high);
        }
        if (value < low || value > high) {
            throw new IllegalArgumentException(value + " is outside its interval, " + low + " to " + high);
        }
    }

    /** Says whether the interval holds {@code x}, its ends included. */
    public boolean contains(double x) {
        return low <= x && x <= high;
    }
}
