package io.github.snatrace.client.live;

/** The course of a number in one line of text, a character for each value. */
public final class Sparkline {

    private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final String PLAIN = "_.-:=+*#";

    private Sparkline() {}

    /** Draws values from 0 to the largest of them; a blank stands for a value that is not there, NaN. */
    static String of(double[] values, boolean blocks) {
        String levels = blocks ? BLOCKS : PLAIN;
        double most = 0;
        for (double value : values) {
            most = Double.isNaN(value) ? most : Math.max(most, value);
        }
        StringBuilder line = new StringBuilder();
        for (double value : values) {
            line.append(Double.isNaN(value) ? ' ' : levels.charAt(level(value, most, levels.length())));
        }
        return line.toString();
    }

    private static int level(double value, double most, int levels) {
        return most <= 0 ? 0 : (int) Math.min(levels - 1, Math.floor(value / most * levels));
    }
}
