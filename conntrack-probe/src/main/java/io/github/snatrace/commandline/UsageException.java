package io.github.snatrace.commandline;

/** Says in one line what is wrong with what the user gave: the value, and what was expected. */
public final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** Takes the line. */
    public UsageException(String message) {
        super(message);
    }
}
