package io.github.snatrace.examples.lab;

import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.diagnosis.VerdictText;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints faults for people: what was provoked, what was found, and whether that is right. */
final class FaultTable {

    private static final int CAUSE_WIDTH = 30;

    private FaultTable() {}

    static void print(List<Fault> faults, PrintStream out) {
        boolean severalRuns = faults.stream().anyMatch(fault -> fault.run() > 1);
        int width = 2
                + faults.stream()
                        .mapToInt(fault -> name(fault, severalRuns).length())
                        .max()
                        .orElse(0);
        printRow(out, padded("fault", width), "provoked", "found", "");
        for (Fault fault : faults) {
            String name = padded(name(fault, severalRuns), width);
            if (fault.skipped().isPresent()) {
                out.println(name + "skipped: " + fault.skipped().get());
                continue;
            }
            List<String> provoked = provoked(fault.truth());
            List<String> found =
                    new ArrayList<>(fault.verdict().map(FaultTable::found).orElse(List.of()));
            fault.traced().ifPresent(traced -> found(traced).forEach(line -> found.add(line + " traced")));
            for (int i = 0; i < Math.max(provoked.size(), found.size()); i++) {
                printRow(
                        out,
                        i == 0 ? name : " ".repeat(width),
                        i < provoked.size() ? provoked.get(i) : "",
                        i < found.size() ? found.get(i) : "",
                        i == 0 ? judgement(fault) : "");
            }
        }
        out.println();
        out.println(sentence(faults));
    }

    private static String name(Fault fault, boolean numbered) {
        return numbered ? fault.name() + " " + fault.run() : fault.name();
    }

    static void printVerdicts(List<Fault> faults, PrintStream out) {
        for (Fault fault : faults) {
            fault.verdict().ifPresent(verdict -> {
                out.println("== " + fault.name() + " ==");
                out.println(VerdictText.of(verdict));
            });
            fault.traced().ifPresent(verdict -> {
                out.println("== " + fault.name() + ", traced ==");
                out.println(VerdictText.of(verdict));
            });
            for (Look look : fault.looks()) {
                if (fault.wrong().contains(look.shown())) {
                    out.println("== " + fault.name() + ", " + look.shown() + " ==");
                    out.println(VerdictText.of(look.verdict()));
                }
            }
        }
    }

    private static List<String> provoked(Map<Cause, Long> truth) {
        List<String> lines = new ArrayList<>();
        truth.forEach((cause, count) -> lines.add(line(cause, count)));
        return lines;
    }

    /** The findings that cost a connect; a remark only if there is nothing else. */
    private static List<String> found(Verdict verdict) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : verdict.findings()) {
            if (finding.count() > 0 || lines.isEmpty()) {
                lines.add(line(finding.cause(), finding.count()));
            }
        }
        return lines.isEmpty() ? List.of("nothing") : lines;
    }

    private static String line(Cause cause, long count) {
        return String.format(Locale.ROOT, "%-22s %,5d", cause, count);
    }

    private static String judgement(Fault fault) {
        List<String> wrong = fault.wrong();
        String words = words(fault.judgement());
        return fault.judgement() != Fault.Judgement.WRONG ? words : words + " with " + String.join(", ", wrong);
    }

    static String words(Fault.Judgement judgement) {
        return switch (judgement) {
            case RIGHT -> "right";
            case WRONG -> "WRONG";
            case NOT_PROVOKED -> "not provoked";
            case SKIPPED -> "skipped";
        };
    }

    private static String sentence(List<Fault> faults) {
        List<String> parts = new ArrayList<>();
        for (Fault.Judgement judgement : Fault.Judgement.values()) {
            long count = faults.stream()
                    .filter(fault -> fault.judgement() == judgement)
                    .count();
            if (count > 0) {
                parts.add(count + " " + words(judgement));
            }
        }
        return String.format(
                Locale.ROOT, "%d fault%s: %s", faults.size(), faults.size() == 1 ? "" : "s", String.join(", ", parts));
    }

    private static void printRow(PrintStream out, String name, String provoked, String found, String judgement) {
        String row = name + padded(provoked, CAUSE_WIDTH) + padded(found, CAUSE_WIDTH) + judgement;
        out.println(row.stripTrailing());
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
