package io.github.snatrace.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The manifest of the Kubernetes example, and the entry point of the image that it runs. */
@Timeout(60)
class ManifestIT {

    private static final String UNKNOWN_OPTION = "--no-such-option";
    private static final Path ENTRY_POINT = Path.of("docker/snat-race");

    @TempDir
    private Path jars;

    @ParameterizedTest
    @FieldSource("io.github.snatrace.examples.kubernetes.Manifests#OVERLAYS")
    void arguments_ofEveryContainer_areUnderstoodByItsProgram(String overlay) throws Exception {
        copyJars();
        Set<List<String>> commands = new LinkedHashSet<>();
        try (MappingIterator<JsonNode> documents =
                new YAMLMapper().readerFor(JsonNode.class).readValues(Manifests.of(overlay))) {
            while (documents.hasNext()) {
                for (JsonNode container : documents.next().at("/spec/template/spec/containers")) {
                    List<String> arguments = new ArrayList<>();
                    container.get("args").forEach(argument -> arguments.add(argument.asString()));
                    commands.add(arguments);
                }
            }
        }

        assertThat(commands).isNotEmpty();
        for (List<String> command : commands) {
            assertThat(complaintAbout(command)).contains("Unknown option: '" + UNKNOWN_OPTION + "'");
        }
    }

    @ParameterizedTest
    @FieldSource("io.github.snatrace.examples.kubernetes.Manifests#OVERLAYS")
    void kustomize_ofAnOverlay_makesManifestsWithoutComplaints(String overlay) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(
                            "kubectl",
                            "kustomize",
                            Manifests.HOME.resolve(overlay).toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // The same manifests, put together by this test, are held to the same in ManifestsTest.
            System.err.println("SKIPPED kustomize: there is no kubectl here");
            assertThat(System.getenv("CI")).as("CI has kubectl").isNotEqualTo("true");
            return;
        }
        String manifests = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(ManifestCheck.complaintsAbout(manifests)).isEmpty();
    }

    @Test
    void entryPoint_ofAnUnknownCommand_saysWhatItExpects() throws Exception {
        Process process = new ProcessBuilder(ENTRY_POINT.toString(), "sever").start();

        assertThat(process.errorReader(StandardCharsets.UTF_8).lines())
                .containsExactly("snat-race: 'sever': expected server, client or probe");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    /** Returns what a command has against its arguments and one that it cannot know, which keeps it from running. */
    private String complaintAbout(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(ENTRY_POINT.toString()));
        command.addAll(arguments);
        command.add(UNKNOWN_OPTION);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SNAT_RACE_HOME", jars.toString());
        Process process = builder.start();
        try {
            String complaint = process.errorReader(StandardCharsets.UTF_8).readLine();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
            return complaint;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Lays the programs out as the image has them. */
    private void copyJars() throws Exception {
        Files.copy(Path.of("../client-cli/target/snat-race-client.jar"), jars.resolve("snat-race.jar"));
        for (String program : List.of(
                "server:../server-cli/target/snat-race-server.jar",
                "client:../client-cli/target/snat-race-client.jar",
                "probe:../conntrack-probe/target/conntrack-probe.jar")) {
            Path built = Path.of(program.substring(program.indexOf(':') + 1));
            Files.copy(built, jars.resolve(built.getFileName()));
            try (JarFile jar = new JarFile(built.toFile())) {
                String main = jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
                Files.writeString(jars.resolve(program.substring(0, program.indexOf(':')) + ".main"), main);
            }
        }
    }
}
