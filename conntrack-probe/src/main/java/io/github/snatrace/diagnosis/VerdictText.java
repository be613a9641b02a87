package io.github.snatrace.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a verdict as people read it. */
public final class VerdictText {
    private static final int WIDTH = 100;
    private static final int INDENT = 18;
    /** So many lost SYNs are named. */
    private static final int NAMES = 3;

    private VerdictText() {}

    /** Returns the verdict in lines: the headline, then each finding, then what could not be seen. */
    public static String of(Verdict verdict) {
        StringBuilder text = new StringBuilder();
        text.append("verdict: ").append(headline(verdict)).append('\n');
        for (Finding finding : verdict.findings()) {
            text.append('\n').append(title(finding, verdict)).append('\n');
            listed(text, "evidence", finding.evidence());
            listed(text, "told apart from", finding.toldApartFrom());
            wrapped(text, "next", finding.advice());
        }
        verdict.named().ifPresent(named -> named(text, named));
        if (!verdict.unseen().isEmpty()) {
            text.append('\n');
            listed(text, "not seen", verdict.unseen());
        }
        return text.toString();
    }

    /** Returns the verdict in one line. */
    public static String headline(Verdict verdict) {
        if (verdict.findings().isEmpty()) {
            return String.format(Locale.ROOT, "nothing failed, of %,d connects", verdict.attempts());
        }
        Finding first = verdict.findings().get(0);
        String more = verdict.findings().size() > 1 && verdict.findings().get(1).count() > 0 ? ", among others" : "";
        return String.format(Locale.ROOT, "%s%s (%s)", first.cause(), more, failures(verdict));
    }

    private static String failures(Verdict verdict) {
        String failed = String.format(Locale.ROOT, "%,d of %,d connects failed", verdict.failed(), verdict.attempts());
        return verdict.slow() == 0
                ? failed
                : String.format(Locale.ROOT, "%s, %,d more were slow: a SYN was sent again", failed, verdict.slow());
    }

    private static String title(Finding finding, Verdict verdict) {
        String confidence = finding.confidence().name().toLowerCase(Locale.ROOT);
        return finding.count() == 0
                ? String.format(Locale.ROOT, "%s  cost no connect, confidence %s", finding.cause(), confidence)
                : String.format(
                        Locale.ROOT,
                        "%s  %,d of %,d failures (%.1f %%)%s, confidence %s",
                        finding.cause(),
                        finding.count(),
                        verdict.failures(),
                        100.0 * finding.count() / verdict.failures(),
                        bounds(finding.bounds()),
                        confidence);
    }

    /** Returns some of the SYNs that a trace names, a line each; none without a trace. */
    public static List<String> lost(Verdict verdict) {
        return verdict.named().map(VerdictText::names).orElse(List.of());
    }

    private static List<String> names(NamedLosses named) {
        return named.losses().stream().limit(NAMES).map(TraceEvidence::sentence).toList();
    }

    private static void named(StringBuilder text, NamedLosses named) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,d connects lost a SYN that the trace names, %,d more are explained by counters, %,d by nothing: the"
                        + " %,d that stalled",
                named.named(),
                named.otherwise(),
                named.unexplained(),
                named.named() + named.otherwise() + named.unexplained()));
        lines.addAll(names(named));
        if (named.losses().size() > NAMES) {
            lines.add(String.format(
                    Locale.ROOT, "and %,d more: see the trace", named.losses().size() - NAMES));
        }
        text.append('\n');
        listed(text, "lost by name", lines);
    }

    private static String bounds(Bounds bounds) {
        return bounds.atLeast() == bounds.atMost()
                ? ""
                : String.format(Locale.ROOT, ", at least %,d and at most %,d", bounds.atLeast(), bounds.atMost());
    }

    private static void listed(StringBuilder text, String label, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            wrapped(text, i == 0 ? label : "", lines.get(i));
        }
    }

    /** Breaks lines between words; those that follow the first are indented as it is. */
    private static void wrapped(StringBuilder text, String label, String words) {
        int start = text.length();
        text.append(String.format(Locale.ROOT, "  %-16s", label));
        for (String word : words.split(" ", -1)) {
            if (text.length() - start + word.length() > WIDTH) {
                text.setLength(text.length() - 1);
                text.append('\n');
                start = text.length();
                text.append(" ".repeat(INDENT));
            }
            text.append(word).append(' ');
        }
        text.setCharAt(text.length() - 1, '\n');
    }
}
