package io.github.snatrace.commandline;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A program on its two streams: results go to {@code out}, everything else to {@code err}, a line each, and every
 * failure has its exit code. What is printed to either is {@link PlainText}; only {@link Terminal} takes more.
 */
public final class Program {
    /** Picocli's, in some of its messages. */
    private static final String PREFIX = "Error: ";

    private static final Pattern LINE_END = Pattern.compile("\\s*\\R\\s*");

    private final String name;
    private final Terminal terminal;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * The two streams as they are, for those who move a cursor or colour a help text.
     *
     * @param out results
     * @param err everything else
     */
    public record Terminal(PrintStream out, PrintStream err) {}

    /** Takes how the program calls itself, where results go, and where everything else does. */
    public Program(String name, PrintStream out, PrintStream err) {
        this.name = name;
        this.terminal = new Terminal(out, err);
        this.out = PlainText.stream(out);
        this.err = PlainText.stream(err);
    }

    /** Returns where results go. */
    public PrintStream out() {
        return out;
    }

    /** Returns where everything else goes. */
    public PrintStream err() {
        return err;
    }

    /** Returns the streams as they are. */
    public Terminal terminal() {
        return terminal;
    }

    /**
     * Runs a command line and returns its exit code: that of the command; {@link ExitCode#USAGE} for options that are
     * wrong and for a {@link UsageException}, {@link ExitCode#ENVIRONMENT} for an {@link IOException} and for results
     * that could not be written.
     */
    public int run(CommandLine line, String... args) {
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.registerConverter(Path.class, new FileConverter());
        line.setUsageHelpAutoWidth(true);
        line.setUnmatchedOptionsAllowedAsOptionParameters(false);
        line.setParameterExceptionHandler((e, unused) -> refuse(String.valueOf(e.getMessage()), suggestions(e)));
        line.setExecutionExceptionHandler((e, command, unused) -> explain(e));
        return delivered(line.execute(args));
    }

    private int refuse(String message, List<String> suggestions) {
        String first = message.lines().findFirst().orElse("");
        say((first.startsWith(PREFIX) ? first.substring(PREFIX.length()) : first)
                + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?")
                + " (see " + name + " --help)");
        return ExitCode.USAGE;
    }

    private static List<String> suggestions(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    }

    private int explain(Exception e) throws Exception {
        if (e instanceof UsageException) {
            say(LINE_END.matcher(String.valueOf(e.getMessage())).replaceAll(" "));
            return ExitCode.USAGE;
        }
        if (e instanceof IOException io) {
            say(reason(io));
            return ExitCode.ENVIRONMENT;
        }
        throw e;
    }

    /** Says something on stderr, in the program's name. */
    public void say(String message) {
        err.println(name + ": " + message);
    }

    /** Returns {@code code}, unless results that should be there were lost on their way: a full disk, a closed pipe. */
    public int delivered(int code) {
        if (code == ExitCode.DONE && out.checkError()) {
            say("cannot write the results");
            return ExitCode.ENVIRONMENT;
        }
        return code;
    }

    /** Returns in words why something could not be read or written. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Returns the version that the build wrote into the jar of {@code type}. */
    public static String version(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
