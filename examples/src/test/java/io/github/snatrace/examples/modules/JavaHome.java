package io.github.snatrace.examples.modules;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A JDK of this machine. */
record JavaHome(Path directory, int release) {

    private static final int FIRST_LTS = 17;
    private static final int RELEASES_BETWEEN_LTS = 4;

    /** Returns the JDK that runs this, and the newest with long-term support that is installed, if that is another. */
    static List<JavaHome> toTest() throws IOException {
        JavaHome running = new JavaHome(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
        TreeMap<Integer, JavaHome> installed = new TreeMap<>();
        for (Path directory : candidates()) {
            JavaHome home = read(directory);
            if (home != null && home.isLongTerm()) {
                installed.put(home.release, home);
            }
        }
        List<JavaHome> homes = new ArrayList<>(List.of(running));
        if (!installed.isEmpty() && installed.lastKey() > running.release) {
            homes.add(installed.lastEntry().getValue());
        }
        System.out.println("JDKs: " + homes + (homes.size() == 1 ? ", the only one with long-term support here" : ""));
        return homes;
    }

    Path tool(String name) {
        return directory.resolve("bin").resolve(name);
    }

    private boolean isLongTerm() {
        return release >= FIRST_LTS && (release - FIRST_LTS) % RELEASES_BETWEEN_LTS == 0;
    }

    private static List<Path> candidates() throws IOException {
        List<Path> candidates = new ArrayList<>();
        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            if (variable.getKey().startsWith("JAVA_HOME")) {
                candidates.add(Path.of(variable.getValue()));
            }
        }
        for (Path parent : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"),
                Path.of(System.getProperty("user.home"), ".jdks"))) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> children = Files.list(parent)) {
                    candidates.addAll(children.sorted().toList());
                }
            }
        }
        return candidates;
    }

    /** Reads the file that every JDK has; null where there is none, or no compiler. */
    private static @Nullable JavaHome read(Path directory) throws IOException {
        Path release = directory.resolve("release");
        if (!Files.isReadable(release) || !Files.isExecutable(directory.resolve("bin/javac"))) {
            return null;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        }
        String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return version.startsWith("1.")
                ? null
                : new JavaHome(directory, Runtime.Version.parse(version).feature());
    }
}
