package io.github.snatrace.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.commandline.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void run_subjectAndYardstick_comparesRoundByRound() throws IOException {
        int exitCode = report(
                "connects\tours\t1\t9000",
                "connects\tC, epoll\t1\t10000",
                "connects\tC, epoll\t2\t20000",
                "connects\tours\t2\t20000",
                "connects\tours\t3\t30000",
                "connects\tC, epoll\t3\t31250");

        assertThat(exitCode).isEqualTo(ExitCode.DONE);
        assertThat(rows())
                .contains("| rate: connects on loopback | 3 | 20,000/s (9,000 to 30,000)"
                        + " | C, epoll: 20,000/s (10,000 to 31,250) | 0.96 (0.90 to 1.00) | ratio ≥ 0.95 | yes |");
    }

    @Test
    void run_medianMissesItsGoal_saysSo() throws IOException {
        report("first-connect\tours\t1\t601", "first-connect\tours\t2\t590", "first-connect\tours\t3\t700");

        assertThat(rows())
                .containsExactly(
                        "| start: client, start to first connect | 3 | 601 ms (590 to 700) |  |  | ≤ 600 | **no** |");
    }

    @Test
    void run_ratioMissesItsGoalThoughTheMedianIsHigh_saysSo() throws IOException {
        report("pairs\tours\t1\t40", "pairs\tC\t1\t50");

        assertThat(rows())
                .containsExactly(
                        "| sharpness: lockstep pairs that race | 1 | 40.0 % (40.0 to 40.0) | C: 50.0 % (50.0 to 50.0)"
                                + " | 0.80 (0.80 to 0.80) | ratio ≥ 0.9 | **no** |",
                        "| sharpness: lockstep pairs that race | 1 | 40.0 % (40.0 to 40.0) |  |  | ≥ 35 | yes |");
    }

    @Test
    void run_yardstickWasNotMeasured_leavesTheGoalOpen() throws IOException {
        report("snapshot\tours\t1\t120");

        assertThat(rows())
                .containsExactly("| start: conntrack-probe snapshot | 1 | 120 ms (120 to 120)"
                        + " | java hello-world: not measured |  | ratio ≤ 2 | ? |");
    }

    @Test
    void run_yardstickOfZero_hasNoRatio() throws IOException {
        report("unexplained\tours\t1\t0", "unexplained\tC\t1\t0");

        assertThat(rows())
                .containsExactly(
                        "| sharpness: timeouts that are no insert_failed | 1 | 0 (0 to 0) | C: 0 (0 to 0) |  | ≤ 0 | "
                                + "yes |");
    }

    @Test
    void run_metricThatNoRowIsAbout_isRefused() throws IOException {
        int exitCode = report("conects\tours\t1\t9000");

        assertThat(exitCode).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("bench: cannot read the samples: metric 'conects': expected one of the table's"
                        + System.lineSeparator());
    }

    @Test
    void run_lineThatIsNoSample_isNamed() throws IOException {
        int exitCode = report("connects\tours\t1\tmany");

        assertThat(exitCode).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'connects\tours\t1\tmany'");
    }

    @Test
    void run_noFile_isUsage() {
        assertThat(command().run()).isEqualTo(ExitCode.USAGE);
    }

    private int report(String... lines) throws IOException {
        Path samples = Files.write(directory.resolve("samples.tsv"), List.of(lines));
        return command().run(samples.toString());
    }

    private BenchReport command() {
        return new BenchReport(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private List<String> rows() {
        return out.toString(StandardCharsets.UTF_8).lines().skip(2).toList();
    }
}
