package io.github.snatrace.doctor;

import io.github.snatrace.doctor.rules.NatRule;
import io.github.snatrace.doctor.rules.PortChoice;
import io.github.snatrace.doctor.rules.Translation;
import io.github.snatrace.host.KernelRelease;
import java.util.List;
import java.util.Optional;

/**
 * What comes of a rule on a kernel.
 *
 * @param rule the rule
 * @param outcome what comes of it
 */
record RuleVerdict(NatRule rule, Outcome outcome) {
    /** With fewer ports than this, a busy client runs out of them. */
    static final int FEW_PORTS = 512;

    /** What comes of a rule. */
    enum Outcome {
        /** Clients with equal ports at the same instant lose connections. */
        RACES,
        /** It asks for fully-random, and this kernel does not know that. */
        RACES_SILENTLY,
        /** Every connection gets the same port: a second one to the same server is lost. */
        ONE_PORT,
        /** Each connection gets a port that was picked without looking whether it is free. */
        PICKED_PORT,
        /** There are so few ports that they run out. */
        FEW,
        /** Ports are chosen at random, on a kernel where that is less than fully-random. */
        RANDOM,
        /** The race is rare. */
        RARE,
        /** Each client has ports of its own. */
        OWN_PORTS,
        /** Each client has an address of its own. */
        OWN_ADDRESS,
        /** One client, which cannot race with itself. */
        ONE_CLIENT,
        /** What it translates has no ports. */
        NO_PORTS,
        /** No packet comes to it. */
        UNREACHED,
        /** Its options are not known. */
        UNTOLD
    }

    /** Returns what comes of a rule of {@code all} on {@code kernel}. */
    static RuleVerdict of(NatRule rule, List<NatRule> all, Optional<KernelRelease> kernel) {
        return new RuleVerdict(rule, outcome(rule, all, kernel));
    }

    private static Outcome outcome(NatRule rule, List<NatRule> all, Optional<KernelRelease> kernel) {
        Translation translation = rule.translation();
        if (rule.obstacle().isPresent()) {
            return Outcome.UNREACHED;
        }
        if (translation.mode().isEmpty()) {
            return Outcome.UNTOLD;
        }
        if (translation.mapping() == Translation.Mapping.ONE_TO_ONE) {
            return Outcome.OWN_ADDRESS;
        }
        if (!rule.hasPorts()) {
            return Outcome.NO_PORTS;
        }
        if (rule.isLoopback() || rule.isHairpin() || (rule.oneClient() && rule.hasOneSourcePort())) {
            return Outcome.ONE_CLIENT;
        }
        PortChoice ports = translation.ports();
        if (ports.isOne()) {
            return Outcome.ONE_PORT;
        }
        if (ports.kind() == PortChoice.Kind.PICKED) {
            return Outcome.PICKED_PORT;
        }
        if (ports.count() <= FEW_PORTS) {
            return Outcome.FEW;
        }
        if (ports.kind() == PortChoice.Kind.PER_CLIENT) {
            return Outcome.OWN_PORTS;
        }
        return isAloneOnItsAddress(rule, all)
                ? Outcome.ONE_CLIENT
                : chosen(translation.mode().get(), kernel);
    }

    /**
     * One client that shares its new address with others races with them, be they of other rules or the host itself.
     */
    private static boolean isAloneOnItsAddress(NatRule rule, List<NatRule> all) {
        String to = rule.translation().to();
        return rule.oneClient()
                && !to.isEmpty()
                && all.stream()
                        .noneMatch(other -> !other.equals(rule)
                                && other.obstacle().isEmpty()
                                && other.translation().to().equals(to));
    }

    private static Outcome chosen(Translation.Mode mode, Optional<KernelRelease> kernel) {
        return switch (mode) {
            case KEPT -> Outcome.RACES;
            case RANDOM ->
                kernel.filter(release -> release.portSearch() == KernelRelease.PortSearch.RANDOM)
                                .isPresent()
                        ? Outcome.RARE
                        : Outcome.RANDOM;
            case FULLY_RANDOM ->
                kernel.filter(release -> !release.isAtLeast(3, 14)).isPresent() ? Outcome.RACES_SILENTLY : Outcome.RARE;
        };
    }

    /** Returns whether the rule, if a packet comes to it, rewrites ports at random. */
    boolean rewrites() {
        return outcome == Outcome.RARE || outcome == Outcome.RANDOM;
    }

    /** Returns whether the rule costs connections, or will. */
    boolean isProblem() {
        return switch (outcome) {
            case RACES, RACES_SILENTLY, ONE_PORT, PICKED_PORT, FEW -> true;
            case RANDOM, RARE, OWN_PORTS, OWN_ADDRESS, ONE_CLIENT, NO_PORTS, UNREACHED, UNTOLD -> false;
        };
    }
}
