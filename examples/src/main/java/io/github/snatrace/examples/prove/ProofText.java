package io.github.snatrace.examples.prove;

import io.github.snatrace.hold.Fate;
import io.github.snatrace.hold.HeldPacket;
import io.github.snatrace.hold.HeldRivals;
import io.github.snatrace.hold.Tuple;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells a proof in words. */
final class ProofText {
    /** What a host's rules say may be long. */
    private static final int LONGEST_RULE = 60;

    private final Proof proof;

    ProofText(Proof proof) {
        this.proof = proof;
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "Held pairs on kernel %s, %d clients: first packets wait between translation and%n"
                        + "confirmation until their rivals stand beside them.%n%n",
                proof.kernel(),
                proof.clients());
        int width = proof.cases().stream()
                .mapToInt(each -> shortened(each.rule()).length())
                .max()
                .orElse(0);
        String line = "%-" + Math.max(width, 4) + "s  %-23s  %4s  %8s  %4s  %13s  %8s  %s%n";
        out.printf(
                Locale.ROOT, line, "rule", "case", "held", "collided", "lost", "insert_failed", "resolved", "verdict");
        for (ProofCase each : proof.cases()) {
            out.printf(
                    Locale.ROOT,
                    line,
                    shortened(each.rule()),
                    each.meeting().label(),
                    each.held(),
                    each.collided(),
                    each.lost(),
                    each.insertFailed(),
                    each.clashResolved(),
                    each.verdict());
        }
        out.println();
        sentences().forEach(out::println);
    }

    /** Returns what was shown, the most important first. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        of(ProofVerdict.COLLIDES).map(ProofText::named).ifPresent(cases -> {
            sentences.add("COLLIDES, a flow is lost for certain when two meet: " + cases + ".");
            of(ProofVerdict.COLLIDES)
                    .flatMap(some -> some.get(0).example())
                    .map(this::example)
                    .ifPresent(sentences::add);
        });
        of(ProofVerdict.SAFE)
                .map(ProofText::named)
                .ifPresent(cases -> sentences.add("SAFE, no held flow collided: " + cases + "."));
        of(ProofVerdict.RESOLVED).ifPresent(cases -> {
            sentences.add("RESOLVED, held flows collided, and the kernel let both pass: " + named(cases) + ".");
            if (cases.stream().anyMatch(each -> each.clashResolved() == 0)) {
                sentences.add(
                        "Resolved without a count: the queue of this kernel joins a packet to the entry of its rival"
                                + " before it is confirmed.");
            }
        });
        of(ProofVerdict.NOT_HELD)
                .map(ProofText::named)
                .ifPresent(cases ->
                        sentences.add("NOT_HELD, no flows stood side by side, so nothing was shown: " + cases + "."));
        List<ProofCase> odd =
                proof.cases().stream().filter(each -> !each.agrees()).toList();
        if (!odd.isEmpty()) {
            sentences.add("Clients, queue and router do not count the same: " + named(odd) + ".");
        }
        proof.prices().forEach(price -> sentences.add(price(price)));
        if (proof.cases().isEmpty()) {
            sentences.add("No rule could be put before the router of the lab, so nothing was shown.");
        }
        proof.unmapped().stream()
                .map(rule -> "Not mapped: " + (rule.rule().isEmpty() ? "" : "\"" + shortened(rule.rule()) + "\": ")
                        + rule.why() + ".")
                .distinct()
                .forEach(sentences::add);
        return sentences;
    }

    private static String shortened(String rule) {
        return rule.length() <= LONGEST_RULE ? rule : rule.substring(0, LONGEST_RULE - 3) + "...";
    }

    private Optional<List<ProofCase>> of(ProofVerdict verdict) {
        return Optional.of(proof.cases().stream()
                        .filter(each -> each.verdict() == verdict)
                        .toList())
                .filter(cases -> !cases.isEmpty());
    }

    /** Names cases, those of one rule together. */
    private static String named(List<ProofCase> cases) {
        Map<String, String> byRule = new LinkedHashMap<>();
        cases.forEach(
                each -> byRule.merge(shortened(each.rule()), each.meeting().label(), (a, b) -> a + ", " + b));
        return byRule.entrySet().stream()
                .map(rule -> "\"" + rule.getKey() + "\" (" + rule.getValue() + ")")
                .collect(Collectors.joining(", "));
    }

    private String example(HeldRivals example) {
        HeldPacket winner = example.packets().get(0);
        String losers = example.packets().stream()
                .filter(packet -> packet.fate() == Fate.LOST)
                .map(packet -> LabAddresses.nameOf(packet.original().source(), proof.clients()) + " ("
                        + Tuple.text(packet.original().source()) + ")")
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "Such as: %s (%s) left as %s; %s wanted the same and lost.",
                LabAddresses.nameOf(winner.original().source(), proof.clients()),
                Tuple.text(winner.original().source()),
                Tuple.text(winner.translated().source()),
                losers);
    }

    private static String price(CurePrice price) {
        return String.format(
                Locale.ROOT,
                "Towards a port that the server has in TIME_WAIT, \"%s\" with tcp_timestamps=%d:"
                        + " %d of %d SYNs rejected, %d connects stalled.",
                price.rule(),
                price.timestamps(),
                price.rejected(),
                price.connects(),
                price.stalled());
    }
}
