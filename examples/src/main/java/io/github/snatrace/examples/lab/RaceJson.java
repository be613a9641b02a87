package io.github.snatrace.examples.lab;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.diagnosis.Bounds;
import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.examples.prove.ProofJson;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A race for other programs: fields are added, never renamed. Rates are shares, 0 to 1; bounds are those of 95 %
 * intervals.
 *
 * @param triggered whether the race took place under the first rule that keeps the source port
 * @param measured whether every client kept to its plan, and timeouts and {@code insert_failed} agree where this kernel
 *     tells
 * @param proof what held pairs showed before, case by case; empty if that could not be done
 * @param trace what a short round more under the first rule showed by name, after everything that was measured; null if
 *     that could not be done
 * @param summary what the table says in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RaceJson(
        int schema,
        @Nullable String kernel,
        int clients,
        int cpus,
        String step,
        long ticks,
        int widen,
        int rounds,
        boolean triggered,
        boolean measured,
        List<ArmJson> arms,
        List<ProofJson.Case> proof,
        @Nullable RaceTrace trace,
        String summary) {

    /**
     * One rule.
     *
     * @param connects attempts of all clients in all rounds
     * @param insertFailed of the router; null where this kernel does not tell, as {@code drop} and {@code found} are
     * @param agree whether every timeout is one {@code insert_failed}, CPU by CPU and round by round
     * @param verdict the cause of the most failures, NONE if nothing failed
     * @param causes how many failures each cause accounts for
     * @param bounds how many it accounts for at least and at most
     * @param riskRatio the error rate over that of the arm that the others are compared with; null for that arm
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ArmJson(
            String rule,
            long connects,
            long timeouts,
            @Nullable Long insertFailed,
            double errorRate,
            double errorRateLow,
            double errorRateHigh,
            boolean agree,
            String verdict,
            Map<Cause, Long> causes,
            Map<Cause, Bounds> bounds,
            @Nullable Double riskRatio,
            @Nullable Double riskRatioLow,
            @Nullable Double riskRatioHigh,
            @Nullable Long drop,
            @Nullable Long found,
            long skipped,
            Map<Outcome, Long> otherOutcomes,
            List<ClientJson> perClient,
            List<CpuJson> perCpu,
            List<RoundJson> perRound) {}

    /** One client in all rounds of one rule. */
    record ClientJson(String client, int cpu, long connects, long timeouts) {}

    /** One CPU in all rounds of one rule. */
    record CpuJson(int cpu, List<String> clients, long timeouts, long insertFailed) {}

    /** One round of one rule. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RoundJson(
            int round,
            long connects,
            long timeouts,
            @Nullable Long insertFailed) {}

    static RaceJson of(Race race, ArmVerdicts verdicts) {
        return new RaceJson(
                1,
                race.kernel().orElse(null),
                race.clients(),
                race.cpus(),
                race.step(),
                race.ticks(),
                race.widen(),
                race.rounds(),
                race.triggered(),
                race.measured(),
                IntStream.range(0, race.arms().size())
                        .mapToObj(i ->
                                of(race, race.arms().get(i), verdicts.verdicts().get(i)))
                        .toList(),
                race.proof().map(ProofJson::cases).orElse(List.of()),
                race.trace().orElse(null),
                String.join(" ", RaceSummary.of(race)));
    }

    private static ArmJson of(Race race, Arm arm, Verdict verdict) {
        Estimate rate = race.rate(arm);
        Estimate ratio = race.base()
                .filter(base -> !base.equals(arm) && base.failures().failures() > 0)
                .map(base -> Race.compare(base, arm))
                .map(Comparison::riskRatio)
                .orElse(null);
        Map<Cause, Long> causes = new EnumMap<>(Cause.class);
        Map<Cause, Bounds> bounds = new EnumMap<>(Cause.class);
        verdict.findings().forEach(finding -> {
            causes.put(finding.cause(), finding.count());
            bounds.put(finding.cause(), finding.bounds());
        });
        return new ArmJson(
                arm.rule(),
                arm.connects(),
                arm.timeouts(),
                nullable(arm.insertFailed()),
                rate.value(),
                rate.low(),
                rate.high(),
                arm.agrees(),
                verdict.cause().map(Cause::name).orElse("NONE"),
                causes,
                bounds,
                ratio == null ? null : ratio.value(),
                ratio == null ? null : ratio.low(),
                ratio == null ? null : ratio.high(),
                nullable(arm.counted(Counter.DROP)),
                nullable(arm.counted(Counter.FOUND)),
                arm.skipped(),
                arm.otherOutcomes(),
                clients(arm),
                cpus(arm),
                rounds(arm));
    }

    private static List<ClientJson> clients(Arm arm) {
        List<ClientJson> clients = new ArrayList<>();
        new TreeMap<>(arm.cpus())
                .forEach((number, cpu) -> clients.add(new ClientJson(
                        "c" + number,
                        cpu,
                        arm.outcomes(number).attempts(),
                        arm.outcomes(number).timeouts())));
        return clients;
    }

    private static List<CpuJson> cpus(Arm arm) {
        return arm.shares().stream()
                .map(share -> new CpuJson(
                        share.cpu(),
                        share.timeouts().keySet().stream()
                                .map(number -> "c" + number)
                                .toList(),
                        share.sum(),
                        share.insertFailed()))
                .toList();
    }

    private static List<RoundJson> rounds(Arm arm) {
        List<RoundJson> rounds = new ArrayList<>();
        for (Run run : arm.runs()) {
            Arm round = new Arm(arm.rule(), arm.cpus(), List.of(run));
            rounds.add(new RoundJson(
                    rounds.size() + 1, round.connects(), round.timeouts(), nullable(round.insertFailed())));
        }
        return rounds;
    }

    private static @Nullable Long nullable(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
