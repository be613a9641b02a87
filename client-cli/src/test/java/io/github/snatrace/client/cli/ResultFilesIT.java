package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class ResultFilesIT {

    /** A disk of two pages, both of them taken by earlier results, for this process tree only. */
    private static final String FULL_DISK = """
            exec unshare --user --map-root-user --mount --pid --fork --kill-child sh -c '
              directory=$1
              shift
              mount -t tmpfs -o size=8k none "$directory"
              printf earlier >"$directory/run.json"
              printf earlier >"$directory/run.hlog"
              "$@"
              code=$?
              for file in "$directory"/*; do echo "kept: $(basename "$file"): $(cat "$file")"; done
              exit $code' sh "$DISK" "$@"
            """;

    @TempDir
    private Path directory;

    private Acceptor acceptor;
    private String address;

    @BeforeEach
    void listen() throws IOException {
        acceptor = Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = HostAndPort.fromParts(
                        acceptor.address().getAddress().getHostAddress(),
                        acceptor.address().getPort())
                .toString();
    }

    @AfterEach
    void close() throws IOException {
        acceptor.close();
    }

    @Test
    void files_afterSigterm_holdEveryConnect() throws Exception {
        Path json = directory.resolve("run.json");
        Path hlog = directory.resolve("run.hlog");
        Path intervals = directory.resolve("run.jsonl");

        try (ClientProcess client = ClientProcess.start(
                Map.of(),
                "-r",
                address,
                "-s",
                "1",
                "-d",
                "10000",
                "--json",
                json.toString(),
                "--hlog",
                hlog.toString(),
                "--intervals",
                intervals.toString())) {
            client.lineWith("Requests since start");
            client.lineWith("Requests since start");
            client.signal("TERM");
            assertThat(client.exitCode()).isZero();
        }

        RunResult result = ResultFile.read(json).result();
        assertThat(result.outcomes().attempts()).isEqualTo(acceptor.accepted());
        assertThat(result.series()).isNotNull();
        assertThat(connected(hlog)).isEqualTo(acceptor.accepted());
        assertThat(Files.readAllLines(intervals).stream()
                        .mapToLong(line -> JsonMapper.shared()
                                .readTree(line)
                                .get("attempts")
                                .asLong()))
                .hasSizeGreaterThanOrEqualTo(3)
                .satisfies(counts -> assertThat(
                                counts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(acceptor.accepted()));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).as("no draft is left").containsExactlyInAnyOrder(json, hlog, intervals);
        }
    }

    @Test
    void fullDisk_isToldAndCostsNoEarlierContent() throws Exception {
        mayMount();
        List<String> lines;
        try (ClientProcess client = ClientProcess.start(
                FULL_DISK,
                Map.of("DISK", directory.toString()),
                "-r",
                address,
                "--connections",
                "10",
                "-d",
                "1000",
                "--json",
                directory.resolve("run.json").toString(),
                "--hlog",
                directory.resolve("run.hlog").toString())) {
            lines = client.rest();
            assertThat(client.exitCode()).isEqualTo(1);
        }

        assertThat(lines)
                .contains(
                        "cannot write " + directory.resolve("run.hlog")
                                + ": No space left on device; the run goes on without it",
                        "client: cannot write " + directory.resolve("run.json") + ": No space left on device",
                        "kept: run.json: earlier",
                        "kept: run.hlog: earlier")
                .anyMatch(line -> line.contains("cannot write " + directory.resolve("run.hlog"))
                        && line.contains("the intervals before that are in"));
        assertThat(acceptor.accepted()).isEqualTo(10);
    }

    @Test
    void standaloneJar_comparesAndMergesWhatItWrote() throws Exception {
        Path one = directory.resolve("one.json");
        Path other = directory.resolve("other.json");
        for (Path file : List.of(one, other)) {
            try (ClientProcess client = ClientProcess.start(
                    Map.of(), "-r", address, "--connections", "50", "-d", "1000", "--json", file.toString())) {
                assertThat(client.exitCode()).isZero();
            }
        }

        try (ClientProcess compare = ClientProcess.start(Map.of(), "compare", one.toString(), other.toString())) {
            assertThat(compare.lineWith(":")).startsWith("no detectable change: no connect failed on either side");
            assertThat(compare.exitCode()).isZero();
        }
        Path sum = directory.resolve("sum.json");
        try (ClientProcess merge =
                ClientProcess.start(Map.of(), "merge", one.toString(), other.toString(), "-o", sum.toString())) {
            assertThat(merge.exitCode()).isZero();
        }
        assertThat(ResultFile.read(sum).result().outcomes().attempts()).isEqualTo(100);
    }

    @Test
    void results_thatDoNotFitOnTheDisk_areNoSuccess() throws Exception {
        Path counts = Files.writeString(
                directory.resolve("counts.json"), "{\"attempts\": 100, \"outcomes\": {\"CONNECTED\": 100}}");
        Path copy = Files.copy(counts, directory.resolve("copy.json"));

        try (ClientProcess client = ClientProcess.start(
                "exec \"$@\" >/dev/full", Map.of(), "compare", "--json", counts.toString(), copy.toString())) {
            assertThat(client.rest()).containsExactly("client: cannot write the results");
            assertThat(client.exitCode()).isEqualTo(1);
        }
    }

    private static long connected(Path hlog) throws IOException {
        long connected = 0;
        try (HistogramLogReader reader = new HistogramLogReader(hlog.toFile())) {
            EncodableHistogram histogram = reader.nextIntervalHistogram();
            while (histogram != null) {
                assertThat(histogram.getTag()).isEqualTo("CONNECTED");
                connected += ((Histogram) histogram).getTotalCount();
                histogram = reader.nextIntervalHistogram();
            }
        }
        return connected;
    }

    /** Skips, where a user may not mount in a namespace of her own; fails in CI, where she must. */
    private static void mayMount() throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("sh", "-c", "unshare --user --map-root-user --mount --pid --fork true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exitCode != 0 && !"true".equals(System.getenv("CI"))) {
            String reason = "no full disk to write to: this user may not mount in a namespace of her own";
            System.err.println("SKIPPED ResultFilesIT: " + reason);
            Assumptions.abort(reason);
        }
        assertThat(exitCode).as("unshare --user --mount").isZero();
    }
}
