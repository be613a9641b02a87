package io.github.snatrace.probe.cli;

import java.util.List;

/** Breaks words into lines of at most 100 columns. */
final class Wrapped {
    static final int WIDTH = 100;

    private Wrapped() {}

    /** Appends {@code words} behind {@code first}, the lines after the first one indented as wide as that. */
    static void words(StringBuilder text, String first, String words) {
        StringBuilder line = new StringBuilder(first);
        String rest = " ".repeat(first.length());
        boolean begun = false;
        for (String word : List.of(words.split(" ", -1))) {
            if (begun && line.length() + 1 + word.length() > WIDTH) {
                text.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder(rest);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            begun = true;
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
