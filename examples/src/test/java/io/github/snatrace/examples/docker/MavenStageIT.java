package io.github.snatrace.examples.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stage of the Dockerfile that no test on a daemon can run: there, Maven would reach no repository. */
@Timeout(600)
class MavenStageIT {

    private static final Path CHECKOUT = Path.of("..");
    private static final int LIMIT_SECONDS = 500;

    @TempDir
    private Path stage;

    @Test
    void commands_onThePomsAndThenOnTheSources_buildTheJars() throws IOException {
        String dockerfile = Files.readString(DockerDaemon.HOME.resolve("Dockerfile"));
        Matcher copies =
                Pattern.compile("^COPY (\\S*pom\\.xml) ", Pattern.MULTILINE).matcher(dockerfile);
        while (copies.find()) {
            Files.createDirectories(stage.resolve(copies.group(1)).getParent());
            Files.copy(CHECKOUT.resolve(copies.group(1)), stage.resolve(copies.group(1)));
        }
        // What this build has downloaded is all that it may take.
        Files.createDirectories(stage.resolve(".mvn"));
        Files.writeString(stage.resolve(".mvn/maven.config"), "--offline\n");
        Files.copy(CHECKOUT.resolve(".mvn/jvm.config"), stage.resolve(".mvn/jvm.config"));
        List<String> commands = Pattern.compile("^RUN ((?:.*\\\\\\n)*.*)$", Pattern.MULTILINE)
                .matcher(dockerfile.substring(0, dockerfile.indexOf("RUN mkdir")))
                .results()
                .map(result -> result.group(1))
                .toList();

        assertThat(commands).hasSize(2);
        run(commands.get(0));
        copySources();
        run(commands.get(1));

        assertThat(List.of(
                        "server-cli/target/snat-race-server.jar",
                        "client-cli/target/snat-race-client.jar",
                        "conntrack-probe/target/conntrack-probe.jar"))
                .allSatisfy(jar -> assertThat(stage.resolve(jar)).isNotEmptyFile());
        try (Stream<Path> examples = Files.list(stage.resolve("examples/target"))) {
            assertThat(examples.map(path -> path.getFileName().toString())
                            .filter(name -> name.matches("snat-race-examples-[0-9].*\\.jar")))
                    .hasSize(1);
        }
    }

    private void run(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(stage.toFile());
        builder.environment().put("JARS", "maven");
        CommandResult.of(builder.start(), LIMIT_SECONDS).orThrow();
    }

    /** Copies what the context of the image has: everything but what was built, and the history. */
    private void copySources() throws IOException {
        Set<String> left = Set.of("target", ".git", ".mvn");
        Files.walkFileTree(CHECKOUT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (left.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(stage.resolve(CHECKOUT.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = stage.resolve(CHECKOUT.relativize(file));
                if (!left.contains(file.getFileName().toString()) && Files.notExists(copy)) {
                    Files.copy(file, copy);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
