package io.github.snatrace.doctor;

import java.util.List;

/** Writes words so that a shell reads them as they are. */
final class ShellWords {
    private ShellWords() {}

    static String join(List<String> words) {
        return String.join(" ", words.stream().map(ShellWords::quote).toList());
    }

    private static String quote(String word) {
        return word.matches("[\\w@%+=:,./!{}-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
