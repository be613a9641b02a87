package io.github.snatrace.host;

/** Says that a text is not in the format that it was taken for, and where. */
public final class TextFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int QUOTED = 40;

    /** Takes a message that names the place, the value, and what was expected. */
    public TextFormatException(String message) {
        super(message);
    }

    /** Takes the number of a line, and what is wrong with it. */
    public static TextFormatException at(int line, String message) {
        return new TextFormatException("line " + line + ": " + message);
    }

    /** Quotes a piece of bad input: cut to a length that fits a line, control characters escaped. */
    public static String quote(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length() && i < QUOTED; i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                quoted.append(c);
            } else {
                quoted.append("\\x")
                        .append(Integer.toHexString(0x100 | (c & 0xff)).substring(1));
            }
        }
        return quoted.append(value.length() > QUOTED ? "\"..." : "\"").toString();
    }
}
