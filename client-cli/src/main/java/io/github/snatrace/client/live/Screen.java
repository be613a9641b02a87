package io.github.snatrace.client.live;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * A terminal that one of this process's streams goes to.
 *
 * @param columns how wide it is now; asked for anew when the window changed
 * @param colours whether there may be some
 * @param blocks whether it has the characters that bars are drawn with
 */
public record Screen(IntSupplier columns, boolean colours, boolean blocks) {

    private static final Pattern SIZE = Pattern.compile("\\d{1,5} (\\d{1,5})");
    private static final int USUAL_COLUMNS = 80;
    private static final Path NOTHING = Path.of("/dev/null");
    private static final int FILE_TYPE = 0xf000;
    private static final int CHARACTER_DEVICE = 0x2000;

    /** Returns the terminal that standard output goes to, if it goes to one that can move its cursor. */
    public static Optional<Screen> ofOutput() {
        return of(1);
    }

    /** Returns the terminal that standard error goes to, if it goes to one that can move its cursor. */
    public static Optional<Screen> ofError() {
        return of(2);
    }

    private static Optional<Screen> of(int descriptor) {
        Map<String, String> environment = System.getenv();
        // In a pipe, nothing of the terminal library is loaded.
        if (!mayBeTerminal(descriptor) || !movesItsCursor(environment) || !JLine.isTerminal(descriptor)) {
            return Optional.empty();
        }
        return Optional.of(new Screen(Screen::askForColumns, allowsColours(environment), hasBlocks()));
    }

    /** Says whether a terminal understands more than lines of text. */
    static boolean movesItsCursor(Map<String, String> environment) {
        String terminal = environment.getOrDefault("TERM", "");
        return !terminal.isEmpty() && !terminal.equals("dumb");
    }

    /** Says whether nobody asked for no colours (no-color.org). */
    static boolean allowsColours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    private static boolean mayBeTerminal(int descriptor) {
        try {
            Path stream = Path.of("/proc/self/fd/" + descriptor);
            return Files.getAttribute(stream, "unix:mode") instanceof Integer mode
                    && (mode & FILE_TYPE) == CHARACTER_DEVICE
                    && !Files.isSameFile(stream, NOTHING);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** JLine would load a library of its own for this. */
    private static int askForColumns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader answer = stty.inputReader()) {
                return columnsIn(String.valueOf(answer.readLine()));
            }
        } catch (IOException e) {
            return USUAL_COLUMNS;
        }
    }

    /** Reads the columns from what {@code stty size} prints, rows and columns. */
    static int columnsIn(String size) {
        Matcher matcher = SIZE.matcher(size);
        int columns = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        // A terminal that was never told its size says 0.
        return columns > 0 ? columns : USUAL_COLUMNS;
    }

    private static boolean hasBlocks() {
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "US-ASCII"));
        try {
            return Charset.forName(name).newEncoder().canEncode('\u2588');
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return false;
        }
    }

    /** What is only loaded where there may be a terminal. */
    private static final class JLine {
        private JLine() {}

        static boolean isTerminal(int descriptor) {
            try {
                return TerminalProvider.load("exec")
                        .isSystemStream(descriptor == 1 ? SystemStream.Output : SystemStream.Error);
            } catch (IOException e) {
                return false;
            }
        }
    }
}
