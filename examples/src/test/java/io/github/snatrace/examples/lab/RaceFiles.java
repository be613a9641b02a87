package io.github.snatrace.examples.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the files of a race of one round, with the kernel's text cut down to what is counted. */
final class RaceFiles {

    private static final String CONNTRACK = """
            ==> /proc/net/stat/nf_conntrack <==
            entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop
            00000000  00000000 %1$08x 00000000 00000000 00000000 00000000 00000000 00000000 %2$08x %2$08x 00000000
            00000000  00000000 %1$08x 00000000 00000000 00000000 00000000 00000000 00000000 %3$08x %3$08x 00000000

            """;

    private static final String RELEASE = """
            ==> /proc/sys/kernel/osrelease <==
            6.18.0
            """;

    private final Path directory;

    RaceFiles(Path directory, int... cpus) {
        this.directory = directory;
        StringBuilder settings =
                new StringBuilder("step=1ms\nticks=1000\nwiden=0\nrounds=1\nclients=" + cpus.length + "\n");
        for (int client = 1; client <= cpus.length; client++) {
            settings.append("cpu.c")
                    .append(client)
                    .append('=')
                    .append(cpus[client - 1])
                    .append('\n');
        }
        write("race.properties", settings.toString());
    }

    RaceFiles arm(int arm, String rule, int insertFailedOnCpu0, int insertFailedOnCpu1) {
        armThatDoesNotTell(arm, rule);
        write("arm-" + arm + "/round-1/nat.before", CONNTRACK.formatted(0, 0, 0) + RELEASE);
        write(
                "arm-" + arm + "/round-1/nat.after",
                CONNTRACK.formatted(7, insertFailedOnCpu0, insertFailedOnCpu1) + RELEASE);
        return this;
    }

    RaceFiles armThatDoesNotTell(int arm, String rule) {
        write("arm-" + arm + "/rule", rule + "\n");
        write("arm-" + arm + "/round-1/nat.before", RELEASE);
        write("arm-" + arm + "/round-1/nat.after", RELEASE);
        return this;
    }

    RaceFiles client(int arm, int client, int attempts, String outcomes) {
        return write(
                "arm-" + arm + "/round-1/c" + client + ".json",
                "{\"attempts\":" + attempts + ",\"outcomes\":{" + outcomes + "},\"unheardOf\":{\"x\":1}}");
    }

    RaceFiles write(String file, String text) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
