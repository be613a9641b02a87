package io.github.snatrace.client.cli;

import io.github.snatrace.client.RecordedRun;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.result.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Runs of two rules as a lab leaves them, made up from a seed: two rounds a rule, in the order A B B A. */
final class ReportFixture {

    static final String BASE = "masquerade";
    static final String CANDIDATE = "masquerade fully-random";

    private static final int MILLIS = 4_000;

    private final Path directory;
    private final SplittableRandom random = new SplittableRandom(7);

    ReportFixture(Path directory) {
        this.directory = directory;
    }

    /** Writes the runs and their snapshots, and returns the arguments that name them. */
    List<String> write() throws IOException {
        List<String> arguments = new ArrayList<>();
        String[] names = {BASE, CANDIDATE, CANDIDATE, BASE};
        for (int round = 0; round < names.length; round++) {
            boolean races = names[round].equals(BASE);
            Path place = Files.createDirectory(directory.resolve("round-" + round));
            Instant end = RecordedRun.START.plusMillis(round * 60_000L + MILLIS);
            long[] lost = new long[2];
            for (int client = 0; client < 2; client++) {
                RecordedRun run = new RecordedRun();
                lost[client] = record(run, round * 60_000L, races);
                Path file = place.resolve("c" + (client + 1) + ".json");
                Files.write(file, ResultFile.format(run.result(end)));
                arguments.add(names[round] + "=" + file);
            }
            Files.writeString(place.resolve("nat.before"), snapshot(17, 4));
            Files.writeString(place.resolve("nat.after"), snapshot(17 + lost[0], 4 + lost[1]));
        }
        return arguments;
    }

    /** A lockstep client, one connect a millisecond; some of the base's time is worse than the rest of it. */
    private long record(RecordedRun run, long from, boolean races) {
        long lost = 0;
        for (int millis = 0; millis < MILLIS; millis++) {
            boolean burst = millis / 500 % 3 == 1;
            if (races && random.nextDouble() < (burst ? 0.4 : 0.15)) {
                lost++;
                run.attempt(from + millis, Duration.ofMillis(200).toNanos() / 1_000, Outcome.TIMED_OUT);
                continue;
            }
            double micros = (races ? 180 : 195) * Math.exp(0.45 * random.nextGaussian());
            double fate = random.nextDouble();
            if (fate < 0.0015) {
                micros += fate < 0.0003 ? 3_000_000 : 1_000_000;
            }
            run.attempt(from + millis, (long) micros, Outcome.CONNECTED);
        }
        return lost;
    }

    /** The counters of a host with two CPUs, as the kernel prints them. */
    static String snapshot(long first, long second) {
        return """
                ==> /proc/net/stat/nf_conntrack <==
                entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
                0000002a  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 %08x %08x 00000000 00000000  00000000 00000000 00000000 00000000
                0000002a  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 %08x %08x 00000000 00000000  00000000 00000000 00000000 00000000
                """.formatted(first, first, second, second);
    }
}
