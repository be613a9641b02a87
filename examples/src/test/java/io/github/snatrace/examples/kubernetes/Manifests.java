package io.github.snatrace.examples.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The manifests of an overlay, put together as kustomize puts together those that have resources and nothing else. */
final class Manifests {
    /** Where the overlays are. */
    static final Path HOME = Path.of("kubernetes");

    /** The names of the overlays. */
    static final List<String> OVERLAYS = List.of("pair", "every-node", "production-check");

    private static final YAMLMapper YAML = new YAMLMapper();

    private Manifests() {}

    /** Returns the text of all manifests that an overlay applies. */
    static String of(String overlay) {
        Set<Path> files = new LinkedHashSet<>();
        collect(HOME.resolve(overlay), files);
        return files.stream().map(Manifests::read).collect(Collectors.joining("---\n"));
    }

    private static void collect(Path directory, Set<Path> files) {
        JsonNode kustomization = YAML.readTree(read(directory.resolve("kustomization.yaml")));
        for (JsonNode resource : kustomization.get("resources")) {
            Path path = directory.resolve(resource.asString()).normalize();
            if (Files.isDirectory(path)) {
                collect(path, files);
            } else {
                files.add(path);
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
