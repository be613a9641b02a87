package io.github.snatrace.conntrack;

import java.io.IOException;

/** Says why a source of counters cannot be used here, and what to do about it. */
public final class SourceUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean notLoaded;

    /** Takes the reason and the remedy. */
    public SourceUnavailableException(String message) {
        this(message, false);
    }

    private SourceUnavailableException(String message, boolean notLoaded) {
        super(message);
        this.notLoaded = notLoaded;
    }

    static SourceUnavailableException notLoaded(String message) {
        return new SourceUnavailableException(message, true);
    }

    /** Returns whether there is nothing to count because this kernel has not loaded connection tracking. */
    public boolean isNotLoaded() {
        return notLoaded;
    }
}
