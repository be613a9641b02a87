package io.github.snatrace.examples.lab;

import io.github.snatrace.compare.Change;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.examples.prove.ProofJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in plain words what came of a race. */
final class RaceSummary {

    private final Race race;
    private final List<String> sentences = new ArrayList<>();

    private RaceSummary(Race race) {
        this.race = race;
    }

    /** Returns the sentences, the most important first. */
    static List<String> of(Race race) {
        RaceSummary summary = new RaceSummary(race);
        summary.write();
        return List.copyOf(summary.sentences);
    }

    private void write() {
        race.proof().ifPresent(proof -> proof.cases().forEach(this::proven));
        boolean measured = race.triggered() && race.measured();
        if (race.proof().isPresent() && !measured) {
            unmeasured();
        } else {
            race.arms().forEach(this::invalid);
            measured();
        }
        race.arms().forEach(this::others);
        race.trace().ifPresent(this::named);
    }

    private void measured() {
        Optional<Arm> base = race.base();
        if (base.isEmpty()) {
            say("No rule keeps the source port, so no race was to be expected.");
        } else if (base.get().raced()) {
            account(base.get());
            race.candidates().forEach(arm -> compare(base.get(), arm));
        } else {
            notTriggered(base.get());
        }
        race.arms().forEach(this::disagreement);
    }

    private void proven(ProofJson.Case some) {
        String what = some.pairs() == 1 ? "pair" : "pairs";
        switch (some.verdict()) {
            case COLLIDES ->
                say(
                        "Proven: under \"%s\", %,d of %,d held %s collided, and %,d SYNs were lost.",
                        some.rule(), some.collided() > 0 ? some.held() : 0, some.pairs(), what, some.lost());
            case SAFE -> say("Proven: under \"%s\", none of %,d held %s collided.", some.rule(), some.held(), what);
            case RESOLVED ->
                say(
                        "Proven: under \"%s\", %,d of %,d held %s collided, and the kernel let both pass.",
                        some.rule(), some.held(), some.pairs(), what);
            case NOT_HELD ->
                say(
                        "INVALID: under \"%s\", none of the %s could be held, so that nothing is shown.",
                        some.rule(), what);
        }
    }

    /** One line: why the measurement says nothing of how often it happens, what would help, what still holds. */
    private void unmeasured() {
        List<String> flaws =
                race.arms().stream().flatMap(arm -> arm.flaws().stream()).toList();
        String why;
        if (!flaws.isEmpty()) {
            why = String.format(
                    Locale.ROOT,
                    "%,d client runs were not on time (%s); a machine with less to do or a longer --step would help",
                    flaws.size(),
                    flaws.get(0));
        } else if (!race.triggered()) {
            why = race.cpus() < 2
                    ? "the clients had one CPU, and flows meet by themselves only on two"
                    : "no flows met by themselves; more connects (--ticks) or a machine with less to do would help";
        } else {
            why = "timeouts and insert_failed are not the same number, so that something else lost connections as well";
        }
        String holds = race.base().filter(base -> base.raced() && base.agrees()).isPresent()
                ? "the proof, and that each timeout is one insert_failed"
                : "the proof";
        say("How often it happens could not be measured here and now: %s. What holds: %s.", why, holds);
    }

    private void invalid(Arm arm) {
        List<String> flaws = arm.flaws();
        if (!flaws.isEmpty()) {
            say(
                    "INVALID: under \"%s\", %,d of %,d client runs did not keep to their plan (%s%s).",
                    arm.rule(),
                    flaws.size(),
                    arm.runs().stream().mapToInt(run -> run.clients().size()).sum(),
                    flaws.get(0),
                    flaws.size() == 1 ? "" : ", and so on");
        }
    }

    private void account(Arm base) {
        Proportion failures = base.failures();
        say(
                "Under \"%s\", %,d of %,d connects failed (%s)%s.",
                base.rule(),
                failures.failures(),
                failures.attempts(),
                percent(failures.rate()),
                base.agrees()
                        ? ", every one of them by the race: each timeout is one insert_failed of the router"
                        : "");
    }

    private void compare(Arm base, Arm candidate) {
        Proportion failures = candidate.failures();
        Estimate ratio = Race.compare(base, candidate).riskRatio();
        Change verdict = Race.compare(base, candidate).verdict();
        String found = failures.failures() == 0
                ? String.format(Locale.ROOT, "none of %,d failed", failures.attempts())
                : String.format(
                        Locale.ROOT,
                        "%,d of %,d failed (%s)",
                        failures.failures(),
                        failures.attempts(),
                        percent(failures.rate()));
        String reduction = switch (verdict) {
            case BETTER ->
                failures.failures() == 0
                        ? "at least " + percent(1 - ratio.high()) + " fewer"
                        : percent(1 - ratio.value()) + " fewer (95 % interval " + percent(1 - ratio.high()) + " to "
                                + percent(1 - ratio.low()) + ")";
            case WORSE ->
                String.format(
                        Locale.ROOT,
                        "%.2f times as many (95 %% interval %.2f to %.2f)",
                        ratio.value(),
                        ratio.low(),
                        ratio.high());
            case NO_CHANGE -> "no detectable change";
            case NOT_COMPARABLE -> "not comparable";
        };
        say("Under \"%s\", %s: %s.", candidate.rule(), found, reduction);
    }

    private void notTriggered(Arm base) {
        say(
                "NOT TRIGGERED: under \"%s\", the router inserted every one of %,d connections, so that nothing is "
                        + "shown.",
                base.rule(), base.connects());
        if (race.cpus() < 2) {
            say("The race needs two CPUs, and this process may use one.");
        } else {
            say(
                    "Try more connects (--ticks %d), a machine with less to do, or one client for each of more CPUs "
                            + "(--clients).",
                    race.ticks() * 10);
        }
    }

    private void disagreement(Arm arm) {
        if (arm.insertFailed().isEmpty()) {
            say(
                    "For \"%s\" this kernel does not tell insert_failed, so that the timeouts cannot be accounted for.",
                    arm.rule());
        } else if (!arm.agrees()) {
            say(
                    "Under \"%s\", %,d timeouts and %,d insert_failed do not agree on every CPU in every round: "
                            + "something else lost connections as well.",
                    arm.rule(), arm.timeouts(), arm.insertFailed().getAsLong());
        }
    }

    private void others(Arm arm) {
        Map<Outcome, Long> others = arm.otherOutcomes();
        if (!others.isEmpty()) {
            say(
                    "Under \"%s\", connects also ended otherwise: %s.",
                    arm.rule(),
                    others.entrySet().stream()
                            .map(other -> String.format(Locale.ROOT, "%s %,d", other.getKey(), other.getValue()))
                            .collect(Collectors.joining(", ")));
        }
    }

    private void named(RaceTrace trace) {
        say(
                "By name, in a short round more under \"%s\": of %,d SYNs %,d were lost, %,d of them to a rival%s",
                race.arms().get(0).rule(),
                trace.syns(),
                trace.lost(),
                trace.raced(),
                trace.named().isEmpty() ? "." : "; for instance:");
        trace.named()
                .forEach(loser -> say(
                        "%s, translated to %s, which %s got %,d us after it came.",
                        loser.original(), loser.translated(), loser.rival(), loser.rivalMicros()));
    }

    private void say(String format, Object... values) {
        sentences.add(String.format(Locale.ROOT, format, values));
    }

    /** A share in percent, with the digits that tell it from 0 and from 100. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
