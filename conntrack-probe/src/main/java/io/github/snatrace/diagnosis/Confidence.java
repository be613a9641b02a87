package io.github.snatrace.diagnosis;

/** How sure a finding is, given what could be seen. */
public enum Confidence {
    /** At least nine in ten of it are certain. */
    HIGH,
    /** The counters account for it, and other traffic or something unseen may have a part in the number. */
    MEDIUM,
    /** It fits the counters, and so would something else. */
    LOW;

    /** Returns the less sure of both. */
    Confidence and(Confidence other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
