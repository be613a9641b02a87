package io.github.snatrace.doctor.rules;

import java.util.Collection;
import java.util.Optional;

/**
 * How a rule translates source addresses.
 *
 * @param action masquerade, snat or netmap
 * @param mode how it chooses a source port; empty when the text does not tell
 * @param ports which ports it may choose from
 * @param mapping whether clients share an address
 * @param to the addresses that it gives to clients, as the rule has them; empty for those of the interface
 */
public record Translation(String action, Optional<Mode> mode, PortChoice ports, Mapping mapping, String to) {

    /** How a rule chooses source ports. */
    public enum Mode {
        /** The client's own port if it is free: what races. */
        KEPT,
        /** {@code random}. */
        RANDOM,
        /** {@code fully-random}. */
        FULLY_RANDOM;

        /** Returns the mode that these flags ask for, in nft's words or in those of iptables. */
        static Mode of(Collection<String> flags) {
            if (flags.contains("fully-random") || flags.contains("--random-fully") || flags.contains("random-fully")) {
                return FULLY_RANDOM;
            }
            return flags.contains("random") || flags.contains("--random") ? RANDOM : KEPT;
        }
    }

    /** Whether clients share an address. */
    public enum Mapping {
        /** Several clients leave with one address. */
        SHARED,
        /** Each client leaves with an address of its own. */
        ONE_TO_ONE
    }

    /** Returns the translation by a target whose options the text does not show. */
    static Translation untold(String action) {
        return new Translation(action, Optional.empty(), PortChoice.any(), Mapping.SHARED, "");
    }
}
