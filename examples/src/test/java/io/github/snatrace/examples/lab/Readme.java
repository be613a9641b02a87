package io.github.snatrace.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The README of the project, as far as it can be pasted. */
final class Readme {

    static final Path FILE = Path.of("../README.md");

    private static final Pattern COMMANDS = Pattern.compile("(?:<!-- ([^>]*) -->\n)?```sh\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```\n", Pattern.DOTALL);

    private Readme() {}

    /**
     * A block of commands.
     *
     * @param place where it is pasted, by the comment before it; empty if there is none
     */
    record Block(String place, String commands) {

        private static Block of(MatchResult match) {
            return new Block(match.group(1) == null ? "" : match.group(1), match.group(2));
        }
    }

    static List<Block> blocks() throws IOException {
        return COMMANDS.matcher(text()).results().map(Block::of).toList();
    }

    static List<String> java() throws IOException {
        return JAVA.matcher(text()).results().map(match -> match.group(1)).toList();
    }

    private static String text() throws IOException {
        return Files.readString(FILE, UTF_8);
    }
}
