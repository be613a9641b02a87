package io.github.snatrace.probe.cli;

import io.github.snatrace.doctor.Fact;
import io.github.snatrace.doctor.rules.RuleWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes facts as people read them: at most 100 columns, facts of one kind together, a line at the end that counts
 * them.
 */
final class DoctorText {
    private static final int INDENT = 9;
    private static final String NOTHING = "nothing";

    private DoctorText() {}

    private record Kind(String topic, Fact.Level level, String consequence, String advice) {}

    static String of(List<Fact> facts) {
        Map<Kind, List<Fact>> kinds = new LinkedHashMap<>();
        for (Fact fact : facts) {
            // A problem is never folded into another: each has commands of its own.
            String advice = fact.level() == Fact.Level.PROBLEM ? fact.fact() : fact.advice();
            kinds.computeIfAbsent(
                            new Kind(fact.topic(), fact.level(), fact.consequence(), advice), any -> new ArrayList<>())
                    .add(fact);
        }
        StringBuilder text = new StringBuilder();
        kinds.values().forEach(kind -> text.append(text(kind)));
        return text.append('\n').append(closing(facts)).toString();
    }

    private static String text(List<Fact> kind) {
        Fact fact = kind.get(0);
        StringBuilder text = new StringBuilder();
        Wrapped.words(text, String.format("%-" + INDENT + "s", mark(fact.level())), fact.fact());
        if (!fact.rule().isEmpty()) {
            Wrapped.words(text, "         rule: ", fact.rule());
        }
        if (kind.size() > 1) {
            Wrapped.words(
                    text, "         ", "and " + (kind.size() - 1) + " more: " + places(kind.subList(1, kind.size())));
        }
        Wrapped.words(text, "         so: ", fact.consequence());
        if (!fact.advice().equals(NOTHING)) {
            Wrapped.words(text, "         do: ", fact.advice());
        }
        fact.commands().forEach(command -> command(text, "            $ ", command));
        fact.undo().forEach(command -> command(text, "         undo $ ", command));
        return text.toString();
    }

    private static String mark(Fact.Level level) {
        return switch (level) {
            case GOOD -> "ok";
            case NOTE -> "note";
            case PROBLEM -> "PROBLEM";
            case UNKNOWN -> "?";
        };
    }

    /** Names where the others stand, as far as that is short. */
    private static String places(List<Fact> others) {
        List<String> places = others.stream()
                .map(fact -> fact.fact().substring(0, Math.max(fact.fact().indexOf(": "), 0)))
                .filter(place -> !place.isEmpty())
                .toList();
        int most = 3;
        return String.join("; ", places.subList(0, Math.min(most, places.size())))
                + (places.size() > most ? " ..." : "");
    }

    /** A shell reads the lines as one: they are broken outside of quotes only. */
    private static void command(StringBuilder text, String first, String command) {
        StringBuilder line = new StringBuilder(first);
        String rest = " ".repeat(first.length() + 2);
        boolean begun = false;
        for (String word : RuleWords.of(command, "").raw()) {
            if (begun && line.length() + 3 + word.length() > Wrapped.WIDTH) {
                text.append(line).append(" \\\n");
                line = new StringBuilder(rest);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            begun = true;
        }
        text.append(line).append('\n');
    }

    private static String closing(List<Fact> facts) {
        List<Fact> problems = facts.stream()
                .filter(fact -> fact.level() == Fact.Level.PROBLEM)
                .toList();
        long unknown = facts.stream()
                .filter(fact -> fact.level() == Fact.Level.UNKNOWN)
                .count();
        StringBuilder line = new StringBuilder();
        if (problems.isEmpty()) {
            line.append("no PROBLEM");
        } else if (problems.size() == 1) {
            line.append("1 PROBLEM: ").append(problems.get(0).fact());
        } else {
            line.append(problems.size()).append(" PROBLEMs: ");
            Map<String, Long> topics = new LinkedHashMap<>();
            problems.forEach(fact -> topics.merge(fact.topic(), 1L, Long::sum));
            List<String> parts = new ArrayList<>();
            topics.forEach((topic, count) -> parts.add(count + " in " + topic));
            line.append(String.join(", ", parts));
        }
        if (unknown > 0) {
            line.append("; ").append(unknown).append(" unknown");
        }
        StringBuilder text = new StringBuilder();
        Wrapped.words(text, "", line.toString());
        return text.toString();
    }
}
