package io.github.snatrace.probe.cli;

import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Host;
import java.nio.file.Path;

/** A program that takes a snapshot of the machine whose files lie under its argument. */
final class SnapshotProgram {
    private SnapshotProgram() {}

    public static void main(String[] args) {
        boolean taken =
                Main.snapshot(new String[] {"snapshot"}, Host.at(Path.of(args[0]), new FakeCommands()), System.out);
        System.exit(taken ? 0 : 1);
    }
}
