package io.github.snatrace.host;

import java.io.IOException;

/** Says why something cannot be read or done on this machine, and what to do about it. */
public final class UnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean notLoaded;

    /** Takes the reason and the remedy. */
    public UnavailableException(String message) {
        this(message, false);
    }

    private UnavailableException(String message, boolean notLoaded) {
        super(message);
        this.notLoaded = notLoaded;
    }

    /** Takes the reason, when it is that this kernel has not loaded what would be read. */
    public static UnavailableException notLoaded(String message) {
        return new UnavailableException(message, true);
    }

    /** Returns whether there is nothing to read because this kernel has not loaded what would count it. */
    public boolean isNotLoaded() {
        return notLoaded;
    }
}
