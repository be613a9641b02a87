package io.github.snatrace.client.files;

import io.github.snatrace.stats.Reporter;
import io.github.snatrace.stats.Snapshot;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that were asked for and grow with every interval of a run. */
public final class IntervalFiles implements Reporter, Closeable {

    private final List<IntervalFile> files = new ArrayList<>();

    private IntervalFiles() {}

    /** Opens an interval log of HdrHistogram and one in lines of JSON, or whichever of them has a path. */
    public static IntervalFiles open(@Nullable Path hlog, @Nullable Path lines, PrintStream err) throws IOException {
        IntervalFiles opened = new IntervalFiles();
        try {
            if (hlog != null) {
                opened.files.add(IntervalFile.open(hlog, new HistogramLog(), err));
            }
            if (lines != null) {
                opened.files.add(IntervalFile.open(lines, IntervalLine::format, err));
            }
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public void report(Snapshot interval, Snapshot total) {
        files.forEach(file -> file.report(interval, total));
    }

    /** Puts all of the files in their places that can be; see {@link IntervalFile#finish}. */
    public void finish() throws IOException {
        forEach(IntervalFile::finish);
    }

    @Override
    public void close() throws IOException {
        forEach(IntervalFile::close);
    }

    private void forEach(Step step) throws IOException {
        IOException first = null;
        for (IntervalFile file : files) {
            try {
                step.apply(file);
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @FunctionalInterface
    private interface Step {
        void apply(IntervalFile file) throws IOException;
    }
}
