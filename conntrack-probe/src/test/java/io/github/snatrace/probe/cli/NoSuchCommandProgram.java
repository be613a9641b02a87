package io.github.snatrace.probe.cli;

import java.util.List;

/** Runs a command that is nowhere, and exits as the probe does. */
final class NoSuchCommandProgram {
    private NoSuchCommandProgram() {}

    public static void main(String[] args) {
        System.exit(ChildProcess.run(List.of("no-such-command-anywhere")).exitCode());
    }
}
