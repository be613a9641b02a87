package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class WatchTest {
    @TempDir
    Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CounterOptions options = new CounterOptions();

    @Test
    void run_everyInterval_isALineAndTheTotalsComeLast() throws Exception {
        int code = watch(
                NetworkNamespace.own(),
                "found=10 insert_failed=1 new=0",
                "found=13 insert_failed=1 new=0",
                "found=13 insert_failed=6 new=2");

        assertThat(code).isZero();
        assertThat(out()).isEqualTo("""
                source conntrack -S
                time                    found  insert_failed
                2026-01-01T00:00:01Z        3              0
                2026-01-01T00:00:02Z        0              5  new=2
                total 2 s                   3              5  new=2
                """);
        assertThat(err()).isEmpty();
    }

    @Test
    void run_tableThatFills_saysWhenItIsFull() throws Exception {
        Files.createDirectories(root.resolve("proc/sys/net/netfilter"));
        Files.writeString(root.resolve("proc/sys/net/netfilter/nf_conntrack_max"), "1000\n");

        watch(NetworkNamespace.own(), procfs(100), procfs(200), procfs(300), procfs(400), procfs(500), procfs(600));

        assertThat(out().lines().filter(line -> line.contains("full in")))
                .containsExactly("2026-01-01T00:00:05Z        0  table 60.0 %, full in 4 s");
    }

    @Test
    void run_asJson_saysWhatWasForwarded() throws Exception {
        Files.createDirectories(root.resolve("proc/net"));
        Files.writeString(root.resolve("proc/net/snmp"), "Ip: ForwDatagrams\nIp: 7\n");
        options.json = true;

        watch(NetworkNamespace.own(), "found=0", "found=1");

        assertThat(JsonMapper.shared()
                        .readTree(out().lines().findFirst().orElseThrow())
                        .at("/forwarded")
                        .asInt(-1))
                .isZero();
    }

    private static String procfs(int entries) {
        return String.format(Locale.ROOT, "entries  found%n%08x  00000000%n", entries);
    }

    @Test
    void run_reset_isShownAndTheRestStillAddsUp() throws Exception {
        watch(NetworkNamespace.own(), "found=100 drop=50", "found=110 drop=50", "found=1 drop=2", "found=3 drop=2");

        assertThat(out()).isEqualTo("""
                source conntrack -S
                time                    found     drop
                2026-01-01T00:00:01Z       10        0
                2026-01-01T00:00:02Z        1        2  (reset: counted from zero)
                2026-01-01T00:00:03Z        2        0
                total 3 s                  13        2  (with resets)
                """);
    }

    @Test
    void run_namespaceGoesAndComesBack_goesOn() throws Exception {
        int code = watch(NetworkNamespace.named("blue"), "found=100", "gone", "gone", "found=4", "found=5");

        assertThat(code).isZero();
        assertThat(out()).isEqualTo("""
                source conntrack -S
                time                    found
                2026-01-01T00:00:01Z  (no process 4711)
                2026-01-01T00:00:02Z  (no process 4711)
                2026-01-01T00:00:03Z        4
                2026-01-01T00:00:04Z        1
                total 4 s                   5
                """);
        assertThat(err()).isEqualTo("conntrack-probe: no process 4711\n");
    }

    @Test
    void run_processEnds_endsWithTheTotals() throws Exception {
        int code = watch(NetworkNamespace.ofProcess(4711), "found=100", "found=107", "gone", "found=4");

        assertThat(code).isZero();
        assertThat(out()).endsWith("""
                2026-01-01T00:00:02Z  (no process 4711)
                total 2 s                   7
                """);
    }

    @Test
    void run_conditionHolds_endsAtOnceWithItsExitCode() throws Exception {
        options.conditions.add("drop>1");

        int code = watch(NetworkNamespace.own(), "drop=0", "drop=1", "drop=2", "drop=3");

        assertThat(code).isEqualTo(3);
        assertThat(out()).endsWith("total 2 s                   2\n");
        assertThat(err()).isEqualTo("conntrack-probe: condition holds: drop>1\n");
    }

    @Test
    void run_counterAskedFor_isTheOnlyColumn() throws Exception {
        options.names.add("clash_resolve");

        watch(NetworkNamespace.own(), "clash_resolve=0 drop=0", "clash_resolve=4 drop=9");

        assertThat(out()).isEqualTo("""
                source conntrack -S
                time                  clashres
                2026-01-01T00:00:01Z         4
                total 1 s                    4
                """);
    }

    @Test
    void run_json_isAnObjectALine() throws Exception {
        options.json = true;

        watch(NetworkNamespace.named("blue"), "found=1", "found=3", "gone");

        List<JsonNode> lines =
                out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).at("/at").asString()).isEqualTo("2026-01-01T00:00:01Z");
        assertThat(lines.get(0).at("/total/found").asInt()).isEqualTo(2);
        assertThat(lines.get(0).at("/cpus/0/counters/found").asInt()).isEqualTo(2);
        assertThat(lines.get(0).at("/reset").asBoolean()).isFalse();
        assertThat(lines.get(1).at("/gone").asString()).isEqualTo("no process 4711");
        assertThat(lines.get(2).at("/totals").asBoolean()).isTrue();
        assertThat(lines.get(2).at("/intervals").asInt()).isEqualTo(1);
        assertThat(lines.get(2).at("/total/found").asInt()).isEqualTo(2);
    }

    @Test
    void run_readingThatFails_makesTheNextIntervalLonger() throws Exception {
        options.json = true;

        watch(NetworkNamespace.own(), "found=1", "found=2", "unreadable", "found=9");

        List<JsonNode> lines =
                out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
        assertThat(lines.get(1).at("/gone").asString()).isEqualTo("Input/output error");
        assertThat(lines.get(2).at("/total/found").asInt()).isEqualTo(7);
        assertThat(lines.get(2).at("/seconds").asDouble()).isEqualTo(2);
    }

    @Test
    void run_nobodyReadsOnAnyMore_ends() throws Exception {
        PrintStream closed = new PrintStream(out, true, StandardCharsets.UTF_8);
        closed.close();
        Readings readings = new Readings("found=1", "found=2", "found=3", "found=4");

        new Watch(console(closed), readings, NetworkNamespace.own(), options, false, List.of())
                .run(readings, readings.clock(), 0);

        assertThat(readings.left).hasSize(2);
    }

    /** Watches a namespace of one CPU that shows these counters one after the other, a second apart. */
    private int watch(NetworkNamespace namespace, String... counters) throws Exception {
        Readings readings = new Readings(counters);
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new Watch(console(stream), readings, namespace, options, false, options.conditions())
                .run(readings, readings.clock(), 0);
    }

    private Console console(PrintStream stream) {
        return new Console(
                InputStream.nullInputStream(),
                stream,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Host.at(root, new FakeCommands()));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** A script of readings: what is read, when it is time to read, and what the time is then. */
    private final class Readings implements ConntrackReader, Pace {
        private final Deque<String> left;
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        Readings(String... counters) {
            left = new ArrayDeque<>(List.of(counters));
        }

        @Override
        public KernelText readText() throws IOException {
            String counters = left.remove();
            if (counters.equals("unreadable")) {
                throw new IOException("Input/output error");
            }
            if (counters.equals("gone")) {
                Files.createDirectories(root.resolve("proc"));
                NetworkNamespace.ofProcess(4711).read(console(System.out).host(), "/proc/net/netstat");
            }
            return KernelText.of(
                    Map.of(KernelText.CONNTRACK_STAT, counters.startsWith("entries") ? counters : "cpu=0 " + counters));
        }

        @Override
        public boolean await() {
            now = now.plusSeconds(1);
            if (left.isEmpty()) {
                now = now.minusSeconds(1);
            }
            return !left.isEmpty();
        }

        Clock clock() {
            return new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            };
        }
    }
}
