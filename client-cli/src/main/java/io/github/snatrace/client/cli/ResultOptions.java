package io.github.snatrace.client.cli;

import io.github.snatrace.client.files.IntervalFiles;
import io.github.snatrace.client.files.Targets;
import io.github.snatrace.commandline.DraftFile;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the result of a run goes. */
final class ResultOptions {

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result of the whole run to FILE, for compare, merge and other programs; - is"
                    + " stdout, and everything else goes to stderr then.")
    private @Nullable Path json;

    @Option(
            names = "--hlog",
            paramLabel = "FILE",
            description = "Write the elapsed times of each summary interval to FILE, as an interval log of HdrHistogram"
                    + " with a tag for each outcome.")
    private @Nullable Path hlog;

    @Option(
            names = "--intervals",
            paramLabel = "FILE",
            description = "Write each summary interval to FILE, as a line of JSON.")
    private @Nullable Path intervals;

    /** Refuses files that cannot be written, and one file for two options. */
    void check() {
        Targets.check("--json", json);
        Targets.check("--hlog", hlog);
        Targets.check("--intervals", intervals);
        List<Path> files = Stream.of(json, hlog, intervals)
                .filter(Objects::nonNull)
                .map(file -> file.toAbsolutePath().normalize())
                .toList();
        if (new HashSet<>(files).size() < files.size()) {
            throw new UsageException("--json, --hlog and --intervals: expected different files, got " + files);
        }
        if (Targets.isStandardOutput(hlog) || Targets.isStandardOutput(intervals)) {
            throw new UsageException("--hlog and --intervals: expected a file, - is for --json");
        }
    }

    /** Says whether standard output is the result's. */
    boolean takesStandardOutput() {
        return Targets.isStandardOutput(json);
    }

    /** Opens the files that grow with the run. */
    IntervalFiles open(PrintStream err) throws IOException {
        return IntervalFiles.open(hlog, intervals, err);
    }

    /** Writes the result of the whole run. */
    void write(RunResult result, PrintStream out) throws IOException {
        if (takesStandardOutput()) {
            out.write(ResultFile.format(result));
            out.flush();
        } else if (json != null) {
            DraftFile.write(json, ResultFile.format(result));
        }
    }
}
