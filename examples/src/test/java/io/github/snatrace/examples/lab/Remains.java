package io.github.snatrace.examples.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds processes by a mark in their environment, which their children inherit and no namespace hides. */
final class Remains {

    /** The variable that carries the mark. */
    static final String MARK = "SNAT_RACE_TEST";

    private Remains() {}

    /** Returns the living processes that carry {@code mark}. */
    static List<ProcessHandle> of(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> isMarked(process, mark))
                .toList();
    }

    private static boolean isMarked(ProcessHandle process, String mark) {
        try {
            String environment = Files.readString(Path.of("/proc/" + process.pid() + "/environ"), ISO_8859_1);
            return environment.contains(MARK + "=" + mark);
        } catch (IOException e) {
            // Gone, or somebody else's.
            return false;
        }
    }
}
