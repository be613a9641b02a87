package io.github.snatrace.commandline;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Text that can do nothing to a terminal: control characters, which may come from a file, are shown as JSON writes them
 * ({@code ESC} as {@code \}{@code u001b}), but for the ends of lines and tabs.
 */
public final class PlainText {
    private PlainText() {}

    /** Returns {@code text} with its control characters shown. */
    public static String of(String text) {
        if (text.chars().noneMatch(PlainText::isShown)) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isShown(c)) {
                plain.append(shown(c));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** Returns a stream to {@code target} that shows the control characters in what is written to it as UTF-8. */
    public static PrintStream stream(PrintStream target) {
        return target instanceof Plain ? target : new Plain(target);
    }

    private static boolean isShown(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t';
    }

    private static String shown(int c) {
        return String.format(Locale.ROOT, "\\u%04x", c);
    }

    private static final class Plain extends PrintStream {
        private final PrintStream target;

        Plain(PrintStream target) {
            super(new Bytes(target), false, StandardCharsets.UTF_8);
            this.target = target;
        }

        /** In one piece, so that lines of several programs do not mix. */
        @Override
        public void println(@Nullable String line) {
            print(line + System.lineSeparator());
        }

        /** A print stream keeps its errors to itself. */
        @Override
        public boolean checkError() {
            boolean failed = super.checkError();
            return target.checkError() || failed;
        }
    }

    private static final class Bytes extends FilterOutputStream {
        /** What the control characters from 0x80 to 0x9f begin with in UTF-8. */
        private static final int LEAD = 0xc2;

        private boolean afterLead;

        Bytes(OutputStream target) {
            super(target);
        }

        @Override
        public void write(int b) throws IOException {
            int value = b & 0xff;
            if (afterLead) {
                afterLead = false;
                if (value >= 0x80 && value < 0xa0) {
                    text(shown(value));
                    return;
                }
                out.write(LEAD);
            }
            if (value == LEAD) {
                afterLead = true;
            } else if (value < 0x80 && isShown(value)) {
                text(shown(value));
            } else {
                out.write(value);
            }
        }

        /** In one piece where there is nothing to be shown, so that lines stay whole. */
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            for (int i = offset; i < offset + length; i++) {
                int value = bytes[i] & 0xff;
                if (afterLead || value == LEAD || (value < 0x80 && isShown(value))) {
                    out.write(bytes, from, i - from);
                    write(value);
                    from = i + 1;
                }
            }
            out.write(bytes, from, offset + length - from);
        }

        private void text(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
