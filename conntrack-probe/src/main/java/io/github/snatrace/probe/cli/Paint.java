package io.github.snatrace.probe.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/**
 * Colours for a terminal, put on text that is laid out already. Without a terminal, and with {@code NO_COLOR}, text
 * stays as it is.
 *
 * @param ansi whether there are colours
 */
record Paint(Ansi ansi) {
    /** Of the terminal, if there is one. */
    static final Paint AUTO = new Paint(Ansi.AUTO);

    private static final Pattern MARK = Pattern.compile("(PROBLEM|\\?|note|ok)( .*)");
    private static final Pattern LABEL = Pattern.compile("( +)(rule:|so:|do:|\\$|undo \\$)( .*)");
    private static final Pattern CLOSING = Pattern.compile("(no PROBLEM|\\d+ PROBLEMs?:)(.*)");

    /** Paints what the doctor says: how much each fact matters, and what is no sentence of its own. */
    String doctor(String text) {
        if (!ansi.enabled()) {
            return text;
        }
        StringBuilder painted = new StringBuilder();
        text.lines().forEach(line -> painted.append(line(line)).append('\n'));
        return painted.toString();
    }

    private String line(String line) {
        Matcher closing = CLOSING.matcher(line);
        if (closing.matches()) {
            return in(closing.group(1).startsWith("no") ? "bold,green" : "bold,red", closing.group(1))
                    + closing.group(2);
        }
        Matcher mark = MARK.matcher(line);
        if (mark.matches()) {
            return in(
                            switch (mark.group(1)) {
                                case "PROBLEM" -> "bold,red";
                                case "?" -> "bold,yellow";
                                case "note" -> "cyan";
                                default -> "green";
                            },
                            mark.group(1))
                    + mark.group(2);
        }
        Matcher label = LABEL.matcher(line);
        return label.matches() ? label.group(1) + in("faint", label.group(2)) + label.group(3) : line;
    }

    /** Paints the names of columns. */
    String head(String line) {
        return in("faint", line);
    }

    /** Paints a line in which something was lost. */
    String loss(String line) {
        return in("bold,red", line);
    }

    /** Paints the line that adds up the others. */
    String total(String line) {
        return in("bold", line);
    }

    private String in(String style, String text) {
        return ansi.enabled() ? ansi.new Text("@|" + style + " x|@").toString().replace("x", text) : text;
    }
}
