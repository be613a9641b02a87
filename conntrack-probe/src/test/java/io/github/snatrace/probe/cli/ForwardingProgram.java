package io.github.snatrace.probe.cli;

import java.util.List;

/** A program that runs its arguments as a command, for a test to send signals to. */
final class ForwardingProgram {
    private ForwardingProgram() {}

    public static void main(String[] args) {
        System.exit(ChildProcess.run(List.of(args)).exitCode());
    }
}
