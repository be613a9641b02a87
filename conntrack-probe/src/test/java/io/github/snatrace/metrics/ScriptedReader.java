package io.github.snatrace.metrics;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.host.KernelText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Reads one text after the other, as {@code conntrack -S} prints them; after the last one, nothing can be read any more. */
final class ScriptedReader implements ConntrackReader {
    private final Deque<String> left;

    ScriptedReader(String... texts) {
        left = new ArrayDeque<>(List.of(texts));
    }

    @Override
    public KernelText readText() throws IOException {
        if (left.isEmpty()) {
            throw new IOException("Input/output error");
        }
        return KernelText.of(Map.of(KernelText.CONNTRACK_STAT, left.remove()));
    }
}
