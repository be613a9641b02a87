package io.github.snatrace.doctor;

import java.util.Optional;

/**
 * A rule that translates source addresses.
 *
 * @param tool nft or iptables: who knows the rule
 * @param table its table, with the family where the tool has one
 * @param chain its chain
 * @param rule how the tool tells it from others: its handle, or its text
 * @param action masquerade or snat
 * @param ports how source ports are chosen; empty when the tool does not say
 */
record NatRule(String tool, String table, String chain, String rule, String action, Optional<Ports> ports) {

    /** How a rule chooses source ports. */
    enum Ports {
        /** The client's own port if it is free: what races. */
        KEPT,
        /** {@code random}. */
        RANDOM,
        /** {@code fully-random}. */
        FULLY_RANDOM
    }

    static Ports ports(boolean random, boolean fullyRandom) {
        return fullyRandom ? Ports.FULLY_RANDOM : random ? Ports.RANDOM : Ports.KEPT;
    }
}
