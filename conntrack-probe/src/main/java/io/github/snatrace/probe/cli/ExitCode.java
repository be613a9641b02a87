package io.github.snatrace.probe.cli;

/** What the program returns. */
final class ExitCode {
    static final int DONE = 0;
    static final int ENVIRONMENT = 1;
    static final int USAGE = 2;
    static final int CONDITION = 3;
    static final int INVALID = 4;

    private ExitCode() {}
}
