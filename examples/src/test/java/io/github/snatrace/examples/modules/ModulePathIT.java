package io.github.snatrace.examples.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles and runs consumers on the module path that require one module of this build and nothing else. */
final class ModulePathIT {

    private static final Path SOURCES = Path.of("src/test/resources/modules");

    /** What Maven would give a consumer of core, by the beginnings of the file names. */
    private static final List<String> CORE = List.of(
            "snat-race-core-",
            "guava-",
            "failureaccess-",
            "HdrHistogram-",
            "commons-numbers-",
            "commons-rng-",
            "commons-statistics-descriptive-",
            "commons-statistics-distribution-",
            "commons-statistics-inference-",
            "commons-statistics-ranking-",
            "jackson-core-",
            "jspecify-");

    /** What Maven would give a consumer of the probe: neither picocli nor Prometheus. */
    private static final List<String> PROBE = List.of(
            "snat-race-conntrack-probe-",
            "commons-numbers-",
            "commons-rng-",
            "commons-statistics-distribution-",
            "jackson-annotations-",
            "jackson-core-",
            "jackson-databind-",
            "jna-",
            "jspecify-");

    @TempDir
    private Path classes;

    static List<JavaHome> homes() throws IOException {
        return JavaHome.toTest();
    }

    @ParameterizedTest
    @MethodSource("homes")
    void core_worksForAConsumerThatRequiresIt(JavaHome home) throws Exception {
        assertThat(consumer(home, "core", CORE)).isEqualTo("40 attempts, NO_CHANGE\n");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void probe_worksForAConsumerThatRequiresIt(JavaHome home) throws Exception {
        assertThat(consumer(home, "probe", PROBE)).isEqualTo("insert_failed 7, SNAT_INSERTION_RACE\n");
    }

    private String consumer(JavaHome home, String name, List<String> dependencies) throws Exception {
        String modulePath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(jar -> dependencies.stream()
                        .anyMatch(Path.of(jar).getFileName().toString()::startsWith))
                .collect(Collectors.joining(File.pathSeparator));
        Path sources = SOURCES.resolve(name);
        run(List.of(
                home.tool("javac").toString(),
                "-d",
                classes.toString(),
                "--module-path",
                modulePath,
                sources.resolve("module-info.java").toString(),
                sources.resolve("consumer/Consumer.java").toString()));
        return run(List.of(
                home.tool("java").toString(),
                "--module-path",
                modulePath + File.pathSeparator + classes,
                "--module",
                "consumer/consumer.Consumer"));
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = classes.resolveSibling(classes.getFileName() + ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES))
                    .as("%s ends", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        assertThat(process.exitValue()).as("%s:%n%s", command, text).isZero();
        return text;
    }
}
