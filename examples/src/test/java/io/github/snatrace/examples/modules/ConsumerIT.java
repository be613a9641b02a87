package io.github.snatrace.examples.modules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Builds and tests a project outside of this build, which knows the artifacts by their coordinates, on the class path.
 * Its local repository is empty at first; what it may fetch is what was published here, and what this build has fetched.
 */
@Timeout(300)
final class ConsumerIT {

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final String VERSION = property("project.version");

    @TempDir
    private static Path home;

    @BeforeAll
    static void publish() throws IOException {
        publish("snat-race-parent", Path.of("pom.xml"));
        publish("snat-race-bom", Path.of("core/bom/target/.flattened-pom.xml"));
        for (String module : List.of("core", "conntrack-probe")) {
            String artifact = "snat-race-" + module;
            publish(artifact, Path.of(module, "pom.xml"));
            for (String kind : List.of("", "-sources", "-javadoc")) {
                String name = artifact + "-" + VERSION + kind + ".jar";
                Files.copy(
                        CHECKOUT.resolve(module).resolve("target").resolve(name),
                        published(artifact).resolve(name));
            }
        }
        Files.writeString(home.resolve("settings.xml"), """
                <settings>
                  <mirrors>
                    <mirror>
                      <id>built</id>
                      <mirrorOf>published</mirrorOf>
                      <url>%s</url>
                    </mirror>
                    <mirror>
                      <id>fetched</id>
                      <mirrorOf>*,!published</mirrorOf>
                      <url>%s</url>
                    </mirror>
                  </mirrors>
                  <profiles>
                    <profile>
                      <id>published</id>
                      <repositories>
                        <repository>
                          <id>published</id>
                          <url>https://repository.invalid</url>
                        </repository>
                      </repositories>
                    </profile>
                  </profiles>
                  <activeProfiles>
                    <activeProfile>published</activeProfile>
                  </activeProfiles>
                </settings>
                """.formatted(
                        home.resolve("published").toUri(),
                        Path.of(property("local.repository")).toUri()));
    }

    static List<JavaHome> homes() throws IOException {
        return JavaHome.toTest();
    }

    @ParameterizedTest
    @MethodSource("homes")
    void artifacts_workForAProjectThatKnowsTheirCoordinates(JavaHome java) throws Exception {
        Path project = copy(Path.of("src/test/resources/consumer"), home.resolve("consumer-" + java.release()));

        String output = maven(java, project);

        assertThat(output)
                .contains("Tests run: 3, Failures: 0, Errors: 0, Skipped: 0")
                .contains("BUILD SUCCESS");
    }

    private static String maven(JavaHome java, Path project) throws IOException, InterruptedException {
        Path output = home.resolve("output-" + java.release());
        ProcessBuilder builder = new ProcessBuilder(
                        "mvn",
                        "--batch-mode",
                        "--no-transfer-progress",
                        "--settings",
                        home.resolve("settings.xml").toString(),
                        "-Dmaven.repo.local=" + home.resolve("repository"),
                        "-Dsnat-race.version=" + VERSION,
                        "-Djunit.version=" + property("junit.version"),
                        "-Dassertj.version=" + property("assertj.version"),
                        "test")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", java.directory().toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("Maven ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static void publish(String artifact, Path pom) throws IOException {
        Files.copy(
                CHECKOUT.resolve(pom),
                Files.createDirectories(published(artifact)).resolve(artifact + "-" + VERSION + ".pom"));
    }

    private static Path published(String artifact) {
        return home.resolve(Path.of("published", "io", "github", "snatrace", artifact, VERSION));
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
        return to;
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("missing: the property " + name + ", which the build sets");
        }
        return value;
    }
}
