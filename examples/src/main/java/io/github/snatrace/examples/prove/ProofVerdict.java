package io.github.snatrace.examples.prove;

/** What held flows showed. */
public enum ProofVerdict {
    /** They collided, and one of them was lost. */
    COLLIDES,
    /** None collided. */
    SAFE,
    /** They collided, and the kernel let both pass. */
    RESOLVED,
    /** They never stood side by side, so nothing was shown. */
    NOT_HELD;

    /** Says whether nobody loses anything. */
    boolean isSafe() {
        return this == SAFE || this == RESOLVED;
    }
}
