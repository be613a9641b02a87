package io.github.snatrace.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    @Test
    void snippet_isATestOfTheBuild() throws IOException {
        assertThat(Readme.java())
                .containsExactly(
                        Files.readString(Path.of("junit/io/github/snatrace/examples/junit/SteadyLoadIT.java")));
    }

    @Test
    void firstBlock_isTheTwoCommands() throws IOException {
        assertThat(Readme.blocks().get(0).commands().lines().map(line -> line.replaceFirst(" +#.*", "")))
                .containsExactly("examples/lab/race", "mvn verify");
    }

    @Test
    void everyBlock_saysWhereItIsPasted() throws IOException {
        assertThat(Readme.blocks())
                .extracting(Readme.Block::place)
                .containsOnly("the build itself", "in a checkout", "on srv", "on nat", "on c1 and c2");
    }
}
