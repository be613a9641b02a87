package io.github.snatrace.examples.lab;

import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.Estimate;
import io.github.snatrace.examples.prove.ProofJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole race.
 *
 * @param proof what held pairs showed before, if that could be done
 * @param trace what a short round more showed by name, if that could be traced
 * @param kernel release of the kernel, if the snapshots tell
 * @param cpus how many CPUs the clients ran on
 * @param step the time between two connects of a client, as it was asked for
 * @param ticks connects of each client in each round
 * @param widen rules that packets passed between translation and confirmation, so that more of them met there
 */
record Race(
        Optional<ProofJson> proof,
        Optional<RaceTrace> trace,
        Optional<String> kernel,
        int clients,
        int cpus,
        String step,
        long ticks,
        int widen,
        int rounds,
        List<Arm> arms) {

    /** How sure an interval is to hold the rate behind it. */
    static final double CONFIDENCE = 0.95;

    Race {
        arms = List.copyOf(arms);
    }

    /** The arm that the others are compared with: the first that tries to keep the source port. */
    Optional<Arm> base() {
        return arms.stream().filter(Arm::keepsPorts).findFirst();
    }

    /** The other arms; all of them if there is nothing to compare them with. */
    List<Arm> candidates() {
        List<Arm> candidates = new ArrayList<>(arms);
        base().ifPresent(candidates::remove);
        return candidates;
    }

    /** Says whether the race took place where it was to be expected; true if it was to be expected nowhere. */
    boolean triggered() {
        return base().map(Arm::raced).orElse(true);
    }

    /** Says whether all arms measured the network, and nothing but the race. */
    boolean measured() {
        return arms.stream().allMatch(Arm::measured);
    }

    /** Says whether anything is shown: the proof decides; where there is none, the measurement has to do. */
    boolean isShown() {
        return proof.map(ProofJson::heldThroughout).orElseGet(() -> triggered() && measured());
    }

    /** The error rate of an arm with its interval: that of its comparison, if it is compared with another. */
    Estimate rate(Arm arm) {
        return base().filter(base -> !base.equals(arm))
                .map(base -> compare(base, arm).candidateRate())
                .orElseGet(() -> arm.failureRate().estimate(CONFIDENCE));
    }

    static Comparison compare(Arm base, Arm candidate) {
        return Comparison.of(base.failureRate(), candidate.failureRate(), CONFIDENCE);
    }
}
