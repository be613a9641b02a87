package io.github.snatrace.client.result;

import io.github.snatrace.client.files.DraftFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.json.JsonMapper;

/** Run summaries in files. */
public final class SummaryFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            // A result of another program may have no more than it needs.
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private SummaryFile() {}

    /** Writes a summary beside the file and then puts it in its place, so that nobody ever sees half of one. */
    public static void write(Path file, RunSummary summary) throws IOException {
        try {
            DraftFile.write(file, format(summary));
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** The text of a summary, with a line end. */
    public static byte[] format(RunSummary summary) {
        byte[] json = JSON.writeValueAsBytes(summary);
        byte[] ended = Arrays.copyOf(json, json.length + 1);
        ended[json.length] = '\n';
        return ended;
    }

    /**
     * Reads a summary.
     *
     * @throws IllegalArgumentException if the file is none, in one line that names it
     * @throws IOException if the file cannot be read
     */
    public static RunSummary read(Path file) throws IOException {
        if (!Files.exists(file) || Files.isDirectory(file)) {
            throw new IllegalArgumentException("'" + file + "': expected a result file");
        }
        byte[] text = Files.readAllBytes(file);
        RunSummary summary;
        try {
            summary = JSON.readValue(text, RunSummary.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "'" + file + "': expected JSON with 'attempts' and 'outcomes', got " + problem(e), e);
        }
        if (summary == null) {
            throw new IllegalArgumentException(
                    "'" + file + "': expected JSON with 'attempts' and 'outcomes', got null");
        }
        check(file, summary);
        return summary;
    }

    private static void check(Path file, RunSummary summary) {
        if (summary.schema() > RunSummary.SCHEMA) {
            throw new IllegalArgumentException(
                    "'" + file + "': schema " + summary.schema() + ": expected " + RunSummary.SCHEMA);
        }
        present(file, "outcomes", summary.outcomes());
        long named = 0;
        for (long count : summary.outcomes().values()) {
            if (count < 0) {
                throw new IllegalArgumentException("'" + file + "': an outcome with the count " + count);
            }
            named += count;
        }
        if (named != summary.attempts()) {
            throw new IllegalArgumentException("'" + file + "': " + named + " outcomes: expected one for each of the "
                    + summary.attempts() + " attempts");
        }
        RunSummary.Histograms histograms = summary.histograms();
        if (histograms != null) {
            present(file, "histograms.elapsed", histograms.elapsed());
            present(file, "histograms.lateness", histograms.lateness());
        }
    }

    /** Refuses null for what must be there, which Jackson takes for a value. */
    private static void present(Path file, String place, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("'" + file + "': '" + place + "' is null: expected a value");
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> present(file, place + "." + key, inner));
        }
    }

    /** What is wrong, by its place: what Jackson itself has to say is full of the names of our types. */
    private static String problem(JacksonException e) {
        String place = e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        String line =
                e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
        if (e instanceof StreamReadException) {
            return "something that is no JSON" + line;
        }
        if (e instanceof InvalidFormatException wrong) {
            return "'" + wrong.getValue() + "' for '" + place + "'" + line;
        }
        return place.isEmpty() ? "something else" : "nothing usable for '" + place + "'" + line;
    }
}
