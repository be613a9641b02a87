package io.github.snatrace.probe.cli;

/** Says in one line what is wrong with what the user gave: the value, and what was expected. */
final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
