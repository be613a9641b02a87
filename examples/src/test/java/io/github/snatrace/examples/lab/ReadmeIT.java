package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pastes the README: what is for a checkout into a shell there, what is for two machines into the lab's namespaces, one after the
 * other. The first block is not pasted, for the build and the tests of the race are that.
 */
@NeedsLab
@Timeout(300)
class ReadmeIT {

    /** Stands for the destination; nothing is ever sent to it. */
    private static final String DESTINATION = "192.0.2.7";

    private static final String SERVER = "10.99.0.2";

    @TempDir
    private Path home;

    @ParameterizedTest
    @MethodSource("inACheckout")
    void block_forACheckout_canBePasted(Readme.Block block) throws IOException {
        LabScript.Result result = script("cd " + Path.of("..").toAbsolutePath().normalize() + "\n" + block.commands());

        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    }

    static List<Readme.Block> inACheckout() throws IOException {
        return Readme.blocks().stream()
                .filter(block -> block.place().equals("in a checkout"))
                .toList();
    }

    @Test
    void blocks_forTwoMachines_showTheRaceBetweenTwoNamespaces() throws IOException {
        StringBuilder script = new StringBuilder("set -e\ncd " + home + "\n");
        script.append("printf '#!/bin/sh\\nexit 0\\n' >load-test; chmod +x load-test\n");
        int number = 0;
        for (Readme.Block block : Readme.blocks()) {
            Path file = home.resolve("block-" + ++number);
            Files.writeString(file, "set -e\n" + block.commands().replace(DESTINATION, SERVER));
            script.append(
                    switch (block.place()) {
                        // Its first line says that it listens.
                        case "on srv" ->
                            "mkfifo listening\non srv bash %s >/dev/null 2>listening &\nexec 3<listening\nread -r -t 60 line <&3\n"
                                    .formatted(file);
                        // On a busy machine a run may be INVALID: then it says so, and that is a result.
                        case "on nat" -> "bash %s || [[ $? == 4 ]]\n".formatted(file);
                        case "on c1 and c2" ->
                            "for c in c1 c2; do HOSTNAME=$c on $c bash %s >$c.log 2>&1 & pids+=($!); done\nfor pid in ${pids[@]}; do wait $pid || [[ $? == 4 ]]; done\n"
                                    .formatted(file);
                        default -> "";
                    });
        }
        Path all = Files.writeString(home.resolve("all"), script);

        LabScript.Result result = script("exec " + LabScript.HOME + "/up -- bash " + all);

        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("insert_failed", "verdict: ", "15,230 connects on each side");
        assertThat(home.resolve("report.html")).isNotEmptyFile();
        assertThat(home.resolve("both.json")).isNotEmptyFile();
    }

    private LabScript.Result script(String commands) {
        return LabScript.of(
                        "bash", "-c", "set -e\nexport PATH=" + Path.of("bin").toAbsolutePath() + ":$PATH\n" + commands)
                .with("HOME", home.toString())
                .with("XDG_CACHE_HOME", home.resolve("cache").toString())
                .run();
    }
}
