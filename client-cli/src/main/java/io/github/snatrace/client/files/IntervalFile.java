package io.github.snatrace.client.files;

import io.github.snatrace.commandline.DraftFile;
import io.github.snatrace.stats.Reporter;
import io.github.snatrace.stats.Snapshot;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A file that gets a record for each interval of a run. A full disk ends the file and not the run. */
public final class IntervalFile implements Reporter, Closeable {

    private final Path path;
    private final DraftFile file;
    private final Function<Snapshot, byte[]> format;
    private final PrintStream err;
    private @Nullable IOException failure;

    private IntervalFile(Path path, DraftFile file, Function<Snapshot, byte[]> format, PrintStream err) {
        this.path = path;
        this.file = file;
        this.format = format;
        this.err = err;
    }

    /** Opens the file; problems are told on {@code err} when they arise, and by {@link #finish} again. */
    static IntervalFile open(Path path, Function<Snapshot, byte[]> format, PrintStream err) throws IOException {
        try {
            return new IntervalFile(path, DraftFile.open(path), format, err);
        } catch (IOException e) {
            throw new IOException("cannot write " + path + ": " + reason(e), e);
        }
    }

    @Override
    public void report(Snapshot interval, Snapshot total) {
        if (failure != null) {
            return;
        }
        try {
            file.append(format.apply(interval));
        } catch (IOException e) {
            failure = e;
            err.println("cannot write " + path + ": " + reason(e) + "; the run goes on without it");
        }
    }

    /**
     * Puts the file in its place.
     *
     * @throws IOException if not all of the intervals could be written; those that could are kept beside the file
     */
    void finish() throws IOException {
        if (failure == null) {
            try {
                file.commit();
                return;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw new IOException(
                "cannot write " + path + ": " + reason(failure) + "; the intervals before that are in "
                        + file.keepPartial(),
                failure);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
