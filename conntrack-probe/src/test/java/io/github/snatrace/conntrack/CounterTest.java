package io.github.snatrace.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CounterTest {

    @ParameterizedTest
    @CsvSource({
        "clash_resolve, clashres",
        "chaintoolong, chainlength",
        "error, icmp_error",
        "insert_failed, insert_failed",
        "unknown1, unknown1"
    })
    void named_anyName_isTheCounterUnderItsCurrentName(String name, String current) {
        assertThat(Counter.named(name).name()).isEqualTo(current);
        assertThat(Counter.named(name)).isEqualTo(Counter.named(current));
    }

    @Test
    void known_eachCounter_saysWhatMovesItAndOnWhichKernels() {
        assertThat(Counter.known()).hasSize(18).allSatisfy(counter -> {
            assertThat(counter.movedBy()).isNotEmpty();
            assertThat(counter.kernels()).isNotEmpty();
            assertThat(counter.isKnown()).isTrue();
        });
    }

    @Test
    void compareTo_unknownCounters_comeLastByName() {
        assertThat(new Counter[] {Counter.named("b"), Counter.DROP, Counter.named("a"), Counter.FOUND})
                .satisfies(counters -> {
                    Counter[] sorted = counters.clone();
                    Arrays.sort(sorted);
                    assertThat(sorted)
                            .containsExactly(Counter.FOUND, Counter.DROP, Counter.named("a"), Counter.named("b"));
                });
    }

    @Test
    void readme_table_saysTheSameOfEachCounter() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        for (Counter counter : Counter.known()) {
            String names = "`" + String.join("`, `", names(counter)) + "`";
            assertThat(readme)
                    .contains("| " + names + " | " + counter.kernels() + " | " + counter.movedBy() + " | "
                            + counter.caveat() + (counter.caveat().isEmpty() ? "|" : " |"));
        }
    }

    private static List<String> names(Counter counter) {
        List<String> names = new ArrayList<>(List.of(counter.name()));
        names.addAll(counter.aliases());
        return names;
    }
}
