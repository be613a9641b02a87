package io.github.snatrace.commandline;

/** What a program returns. */
public final class ExitCode {
    /** Done. */
    public static final int DONE = 0;
    /** The environment failed: a file, a process, a right that is missing. */
    public static final int ENVIRONMENT = 1;
    /** What the user gave was not what was expected. */
    public static final int USAGE = 2;
    /** A stated condition was not met. */
    public static final int CONDITION = 3;
    /** The result is INVALID: it was not measured properly. */
    public static final int INVALID = 4;

    private ExitCode() {}
}
