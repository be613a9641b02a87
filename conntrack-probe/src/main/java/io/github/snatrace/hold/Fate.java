package io.github.snatrace.hold;

/** What became of a held packet. */
public enum Fate {
    /** It was confirmed: the entry is its own. */
    CONFIRMED,
    /** It clashed with a rival and was dropped. */
    LOST,
    /** It clashed with a rival, and the kernel let it pass nevertheless. */
    RESOLVED
}
