package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.commandline.PlainText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of every command, as picocli knows them, with what nobody should give it: one line that names the option
 * or the value, exit code 1 or 2, and nothing on standard output.
 */
@Timeout(120)
class EveryOptionIT {

    /** What takes any text, and the values that make sense after all. */
    private static final Set<String> TAKEN =
            Set.of("client --topology", "report --title", "client --local-ip, empty", "compare --max-ratio, huge");

    /** What each command needs to get to its options; whatever is dialed is one connect to a server of the test. */
    private static final Map<String, List<String>> ARGUMENTS = Map.of(
            "client", List.of("--remote-addr", "SERVER", "--connections", "1", "--duration", "1s"),
            "compare", List.of("TMP/a.json", "TMP/b.json"),
            "merge", List.of("TMP/c.json"),
            "plan", List.of("--from", "1", "--to", "2"),
            "report", List.of("--format", "markdown", "TMP/a.json"));

    @TempDir
    private Path directory;

    @Test
    void options_thatAreGivenNonsense_answerInOneLineOrTakeIt() throws IOException {
        Files.writeString(directory.resolve("a.json"), "{\"attempts\":1,\"outcomes\":{\"CONNECTED\":1}}");
        Files.writeString(directory.resolve("b.json"), "{\"attempts\":1,\"outcomes\":{\"TIMED_OUT\":1}}");
        Files.copy(Path.of("src/test/resources/golden/result.json"), directory.resolve("c.json"));
        Files.writeString(
                directory.resolve("c.json"),
                Files.readString(directory.resolve("c.json")).replace("CPUS", "2"));

        List<String> taken = new ArrayList<>();

        try (Acceptor acceptor = Acceptor.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String server = "127.0.0.1:" + acceptor.address().getPort();
            CommandLine client = ClientCommand.commandLine();
            Map<String, CommandLine> commands = new LinkedHashMap<>(Map.of("client", client));
            commands.putAll(client.getSubcommands());
            commands.remove("help");
            assertThat(commands.keySet()).isEqualTo(ARGUMENTS.keySet());
            commands.forEach((name, command) -> {
                for (OptionSpec option : command.getCommandSpec().options()) {
                    if (!option.usageHelp()
                            && !option.versionHelp()
                            && option.arity().max() > 0) {
                        taken.addAll(taken(name, option, server));
                    }
                }
            });
        }

        assertThat(taken).allMatch(answer -> TAKEN.contains(answer) || TAKEN.contains(answer.replaceFirst(",.*", "")));
    }

    private static Map<String, List<String>> nonsense(OptionSpec option) {
        Map<String, List<String>> nonsense = new LinkedHashMap<>();
        nonsense.put("missing", List.of());
        nonsense.put("empty", List.of(""));
        if (option.typeInfo().getAuxiliaryTypes()[0] == Path.class) {
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

    private List<String> taken(String name, OptionSpec option, String server) {
        List<String> taken = new ArrayList<>();
        nonsense(option).forEach((kind, values) -> {
            List<String> line = new ArrayList<>();
            if (!name.equals("client")) {
                line.add(name);
            }
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
            if (isTaken(line, option, server)) {
                taken.add(name + " " + option.longestName() + ", " + kind);
            }
        });
        return taken;
    }

    private boolean isTaken(List<String> line, OptionSpec option, String server) {
        CommandLineRun run = CommandLineRun.of(line.stream()
                .map(word -> word.replace("TMP", directory.toString()).replace("SERVER", server))
                .toArray(String[]::new));
        String said = run.err().replace(directory.toString(), "TMP");
        assertThat(run.exitCode()).as(line + said).isBetween(0, 4);
        if (run.exitCode() == 1 || run.exitCode() == 2) {
            assertThat(said.lines()).as(line.toString()).hasSize(1);
            assertThat(said).as(line.toString()).doesNotContain("Exception", "\u001b");
            assertThat(run.out()).as(line.toString()).isEmpty();
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
