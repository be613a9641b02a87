package io.github.snatrace.doctor.rules;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where a base chain hangs in the kernel.
 *
 * @param type nat, filter or route
 * @param point prerouting, input, forward, output or postrouting
 * @param priority lower ones come first
 */
public record RuleHook(String type, String point, int priority) {
    private static final int SRCNAT = 100;
    private static final int DSTNAT = -100;
    /** The names that nft gives to priorities. */
    static final Map<String, Integer> PRIORITIES = Map.of(
            "raw",
            -300,
            "mangle",
            -150,
            "dstnat",
            DSTNAT,
            "filter",
            0,
            "security",
            50,
            "srcnat",
            SRCNAT,
            "out",
            SRCNAT);

    /** Returns where iptables hangs its chain {@code name} of {@code table}; empty when that is a user's chain. */
    static Optional<RuleHook> ofIptables(String table, String name) {
        String type = table.equals("nat") ? "nat" : "filter";
        int priority = switch (table) {
            case "nat" -> name.equals("POSTROUTING") || name.equals("INPUT") ? SRCNAT : DSTNAT;
            default -> PRIORITIES.getOrDefault(table, 0);
        };
        return switch (name) {
            case "PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING" ->
                Optional.of(new RuleHook(type, name.toLowerCase(Locale.ROOT), priority));
            default -> Optional.empty();
        };
    }

    /** Returns whether source addresses are translated here. */
    public boolean translatesSources() {
        return type.equals("nat") && (point.equals("postrouting") || point.equals("input"));
    }
}
