package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every output of the probe, byte for byte, as {@code src/test/resources/golden} holds it.
 *
 * <p>After a change that is meant, {@code mvn test -Dtest=GoldenOutputTest -Dgolden.write=true} writes the files
 * anew; the difference is then there to be read.
 */
final class GoldenOutputTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String RESOURCES = "src/test/resources/";

    @TempDir
    Path root;

    static List<Map.Entry<String, String>> commandLines() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("help", "--help");
        for (String command :
                List.of("show", "snapshot", "diff", "compare", "run", "watch", "hold", "explain", "trace", "doctor")) {
            lines.put("help-" + command, command + " --help");
        }
        String race = RESOURCES + "runs/race/nat.before " + RESOURCES + "runs/race/nat.after";
        String original = RESOURCES + "conntrack/conntrack-S-1.4.6-before.txt " + RESOURCES
                + "conntrack/conntrack-S-1.4.6-after.txt";
        String windows = RESOURCES + "windows/";
        for (String json : List.of("", " --json")) {
            String form = json.isEmpty() ? "" : "-json";
            lines.put("show" + form, "show" + json);
            lines.put("show-all" + form, "show --all" + json);
            lines.put("diff-race" + form, "diff " + race + json);
            lines.put("diff-race-all" + form, "diff --all " + race + json);
            lines.put("diff-original" + form, "diff " + original + json);
            lines.put("diff-now" + form, "diff " + RESOURCES + "conntrack/proc-2.6.32.txt" + json);
            lines.put(
                    "compare" + form,
                    "compare " + windows + "A.before " + windows + "A.after " + windows + "B.before " + windows
                            + "B.after" + json);
            lines.put(
                    "compare-too-little" + form,
                    "compare " + windows + "A.before " + windows + "A.after " + windows + "B.before " + windows
                            + "B.after --connections 500000000 200000 --expect fewer" + json);
            lines.put("snapshot" + form, "snapshot" + json);
            lines.put("snapshot-whole" + form, "snapshot --whole" + json);
            lines.put("doctor" + form, "doctor" + json);
            for (String fault : faults()) {
                lines.put("explain-" + fault + form, explain(fault) + json);
            }
            lines.put(
                    "explain-race-client-only" + form, "explain --result " + RESOURCES + "faults/race/c1.json" + json);
        }
        return List.copyOf(lines.entrySet());
    }

    private static List<String> faults() {
        try (Stream<Path> directories = Files.list(Path.of(RESOURCES + "faults"))) {
            return directories
                    .filter(Files::isDirectory)
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String explain(String fault) {
        Path directory = Path.of(RESOURCES + "faults", fault);
        List<String> words = new ArrayList<>(List.of("explain"));
        List<String> results = new ArrayList<>();
        for (int client = 1; Files.exists(directory.resolve("c" + client + ".json")); client++) {
            words.addAll(
                    List.of("--client", directory + "/c" + client + ".before", directory + "/c" + client + ".after"));
            results.add(directory + "/c" + client + ".json");
        }
        words.addAll(List.of("--nat", directory + "/nat.before", directory + "/nat.after"));
        words.addAll(List.of("--server", directory + "/srv.before", directory + "/srv.after", "--result"));
        words.addAll(results);
        return String.join(" ", words);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commandLines")
    void output_isTheGoldenOne(Map.Entry<String, String> line) throws IOException {
        aHost();

        String output = outputOf(line.getValue());

        Path golden = GOLDEN.resolve(line.getKey() + ".txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, output);
        }
        assertThat(output).isEqualTo(Files.readString(golden));
    }

    private String outputOf(String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        FakeCommands commands = new FakeCommands()
                .answer("iptables-save", 0, Fixtures.text("rules/iptables-save.txt"), "")
                .answer("nft --json list ruleset", 0, Fixtures.text("rules/nft.json"), "");
        int code = new ProbeCommand(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Host.at(root, commands))
                .run(line.split(" "));
        return "$ conntrack-probe " + line + "\n" + out.toString(StandardCharsets.UTF_8) + "--- stderr\n"
                + err.toString(StandardCharsets.UTF_8) + "--- exit code " + code + "\n";
    }

    private void aHost() throws IOException {
        file("proc/net/stat/nf_conntrack", Fixtures.text("conntrack/proc-6.18-after-race.txt"));
        file("proc/net/netstat", "TcpExt: ListenOverflows\nTcpExt: 3\n");
        file("proc/net/snmp", "Tcp: OutRsts\nTcp: 4\n");
        file("proc/sys/net/netfilter/nf_conntrack_count", "5486\n");
        file("proc/sys/net/netfilter/nf_conntrack_max", "262144\n");
        file("proc/sys/net/ipv4/tcp_timestamps", "1\n");
        file("sys/devices/system/cpu/possible", "0-1\n");
        file("proc/sys/kernel/osrelease", "6.18.1\n");
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
