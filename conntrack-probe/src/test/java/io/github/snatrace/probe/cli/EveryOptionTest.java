package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.commandline.PlainText;
import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.Host;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command, as picocli knows them, with what nobody should give it: one line that names the option
 * or the value, exit code 1 or 2, and nothing on standard output.
 */
final class EveryOptionTest {
    /** What takes any text, and the values that make sense after all. */
    private static final Set<String> TAKEN = Set.of("doctor --netns", "watch --metrics-of");

    /** What each command needs to get to its options, and would do nothing with. */
    private static final Map<String, List<String>> ARGUMENTS = Map.of(
            "compare", List.of("TMP/before", "TMP/after"),
            "show", List.of(),
            "snapshot", List.of(),
            "diff", List.of("TMP/before", "TMP/after"),
            "run", List.of(),
            "watch", List.of("--count", "1", "--interval", "1ms", "--metrics-file", "TMP/m.prom"),
            "hold", List.of("--to", "10.99.0.2:8080", "--netns", "TMP/none"),
            "explain", List.of("--result", "TMP/result.json"),
            "trace", List.of("--netns", "TMP/none"),
            "doctor", List.of("--kernel", "6.18.1"));

    /** They choose a namespace, where {@code hold} and {@code trace} would do something; {@code show} has them too. */
    private static final Set<String> NAMESPACES = Set.of("--pid", "--netns", "--container");

    @TempDir
    private Path directory;

    @Test
    void options_thatAreGivenNonsense_answerInOneLineOrTakeIt() throws IOException {
        prepare();
        List<String> taken = new ArrayList<>();
        ProbeCommand.commandLine().getSubcommands().forEach((name, command) -> {
            if (ARGUMENTS.containsKey(name)) {
                for (OptionSpec option : command.getCommandSpec().options()) {
                    boolean elsewhere =
                            NAMESPACES.contains(option.longestName()) && (name.equals("hold") || name.equals("trace"));
                    if (!option.usageHelp()
                            && !option.versionHelp()
                            && option.arity().max() > 0
                            && !elsewhere) {
                        taken.addAll(taken(name, option));
                    }
                }
            }
        });

        assertThat(taken).allMatch(answer -> TAKEN.contains(answer) || TAKEN.contains(answer.replaceFirst(",.*", "")));
    }

    @Test
    void commands_allHaveTheirRow() {
        Map<String, CommandLine> commands =
                new LinkedHashMap<>(ProbeCommand.commandLine().getSubcommands());
        commands.remove("help");

        assertThat(commands.keySet()).isEqualTo(ARGUMENTS.keySet());
    }

    private void prepare() throws IOException {
        Path stat = directory.resolve("root/proc/net/stat/nf_conntrack");
        Files.createDirectories(stat.getParent());
        Files.writeString(stat, Fixtures.text("conntrack/proc-6.18-after-race.txt"));
        Files.writeString(directory.resolve("before"), Fixtures.text("conntrack/proc-6.18-after-race.txt"));
        Files.writeString(directory.resolve("after"), Fixtures.text("conntrack/proc-6.18-after-race.txt"));
        Files.writeString(directory.resolve("result.json"), "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":1}}");
        Files.writeString(directory.resolve("precious"), "precious");
    }

    private static Map<String, List<String>> nonsense(OptionSpec option) {
        Map<String, List<String>> nonsense = new LinkedHashMap<>();
        nonsense.put("missing", List.of());
        nonsense.put("empty", List.of(""));
        if (option.typeInfo().getAuxiliaryTypes()[0] == Path.class
                || option.longestName().equals("--rules")) {
            nonsense.put("no directory", List.of("TMP/none/file"));
            nonsense.put("directory", List.of("TMP"));
        } else {
            nonsense.put("negative", List.of("-1"));
            nonsense.put("huge", List.of("99999999999999999999"));
            nonsense.put("words", List.of("a b"));
            nonsense.put("unit", List.of("5parsecs"));
            nonsense.put("comma", List.of(","));
            nonsense.put("escape", List.of("\u001b]0;x\u0007"));
        }
        return nonsense;
    }

    private List<String> taken(String name, OptionSpec option) {
        List<String> taken = new ArrayList<>();
        nonsense(option).forEach((kind, values) -> {
            List<String> line = new ArrayList<>(List.of(name));
            List<String> rest = new ArrayList<>(ARGUMENTS.getOrDefault(name, List.of()));
            int given = rest.indexOf(option.longestName());
            if (given >= 0) {
                rest.subList(given, given + 2).clear();
            }
            line.addAll(rest);
            line.add(option.longestName());
            line.addAll(values);
            if (option.arity().min() == 2 && !values.isEmpty()) {
                line.addAll(values);
            }
            if (name.equals("run") && !kind.equals("missing")) {
                line.addAll(List.of("--", "true"));
            }
            if (isTaken(line, option)) {
                taken.add(name + " " + option.longestName() + ", " + kind);
            }
        });
        return taken;
    }

    private boolean isTaken(List<String> line, OptionSpec option) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new ProbeCommand(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Host.at(directory.resolve("root"), new FakeCommands()))
                .run(line.stream()
                        .map(word -> word.replace("TMP", directory.toString()))
                        .toArray(String[]::new));
        String said = err.toString(StandardCharsets.UTF_8).replace(directory.toString(), "TMP");
        assertThat(directory.resolve("precious")).hasContent("precious");
        assertThat(code).as(line + said).isBetween(0, 4);
        if (code == 1 || code == 2) {
            assertThat(said.lines()).as(line.toString()).hasSize(1);
            assertThat(said).as(line.toString()).doesNotContain("Exception", "\u001b");
            assertThat(out.toString(StandardCharsets.UTF_8)).as(line.toString()).isEmpty();
            assertNamed(line, option, said);
            return false;
        }
        return true;
    }

    /** The option by one of its names, or its value as text that does nothing. */
    private static void assertNamed(List<String> line, OptionSpec option, String said) {
        List<String> named = new ArrayList<>();
        for (String name : option.names()) {
            named.add(name.replaceFirst("^--", "").replace('-', ' '));
            named.add(name);
        }
        int at = line.indexOf(option.longestName());
        String value = PlainText.of(line.get(Math.min(at + 1, line.size() - 1)));
        if (value.chars().anyMatch(Character::isLetterOrDigit)) {
            named.add(value);
        }
        assertThat(named).as(line + ": " + said).anyMatch(said::contains);
    }
}
