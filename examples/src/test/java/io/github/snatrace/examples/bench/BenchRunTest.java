package io.github.snatrace.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchRunTest {

    private static final String ROUTER = """
            ==> /proc/net/stat/nf_conntrack <==
            entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop
            00000000  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 %08x 00000000 00000000
            00000000  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 %08x 00000000 00000000

            """;

    @TempDir
    private Path directory;

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private Map<String, Double> figures(String benchmark, String subject) throws IOException {
        return new BenchRun(benchmark, subject, directory).figures();
    }

    @Test
    void rate_ofC_isPerSecond_andDecaysFromItsFirstPartToItsLast() throws IOException {
        write("dial.log", """
                second=1 connects=100
                second=2 connects=80
                second=3 connects=90
                connects=270 failed=0 seconds=3.000 cpu_micros=9.50
                """);

        assertThat(figures("rate", "C, epoll")).isEqualTo(Map.of("connects", 90.0, "decay", 0.9));
    }

    @Test
    void sharpness_isTheShareOfPairsThatTheRouterCouldNotInsert() throws IOException {
        write("nat.before", ROUTER.formatted(10, 0));
        write("nat.after", ROUTER.formatted(40, 31));
        write("c1.log", "connected=60 timed_out=30 failed=0 skipped=10 late_p50_nanos=2000 late_p99_nanos=9000\n");
        write("c2.log", "connected=69 timed_out=31 failed=0 skipped=0 late_p50_nanos=4000 late_p99_nanos=11000\n");

        assertThat(figures("sharpness", "C"))
                .isEqualTo(Map.of("pairs", 61.0, "unexplained", 0.0, "tick-p50", 3.0, "tick-p99", 10.0));
        assertThat(figures("busy", "C")).isEqualTo(Map.of("busy-pairs", 61.0));
    }

    @Test
    void openLoop_isAsFarOffAsItsAttemptsAre() throws IOException {
        write("seconds", "2\n");
        write("client.json", """
                {"attempts":19990,"skipped":10,"outcomes":{"CONNECTED":19990},
                 "latenessMillis":{"p50":0.001,"p90":0.002,"p95":0.003,"p99":0.25,"p999":1,"max":2}}
                """);

        assertThat(figures("open-loop", "ours").entrySet())
                .extracting(entry -> entry.getKey() + " " + Math.round(entry.getValue() * 1_000) / 1e3)
                .containsExactlyInAnyOrder(
                        "open-loop-error 0.05", "open-loop-skipped 10.0", "open-loop-p50 1.0", "open-loop-p99 250.0");
    }

    @Test
    void jmh_givesEachSubjectItsMethods() throws IOException {
        write("jmh.csv", """
                "Benchmark","Mode","Threads","Samples","Score","Score Error (99.9%)","Unit"
                "x.RecorderBenchmark.onAttempt","avgt",1,5,80.5,1.0,"ns/op"
                "x.RecorderBenchmark.twoRecords","avgt",1,5,60.5,1.0,"ns/op"
                """);

        assertThat(figures("jmh", "ours")).isEqualTo(Map.of("onAttempt", 80.5));
        assertThat(figures("jmh", "HdrHistogram alone")).isEqualTo(Map.of("onAttempt", 60.5));
    }

    @Test
    void benchmark_thatNobodyKnows_isRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> figures("speed", "ours"))
                .withMessage("benchmark speed: there is none of this name");
    }
}
