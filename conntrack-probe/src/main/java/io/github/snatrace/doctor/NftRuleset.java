package io.github.snatrace.doctor;

import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@code nft --json list ruleset} prints. */
final class NftRuleset {
    private NftRuleset() {}

    /**
     * Returns the rules that translate source addresses. Those that iptables made are among them, without their ports: nft does not
     * know the options of iptables' targets.
     *
     * @throws TextFormatException if {@code json} is not a ruleset
     */
    static List<NatRule> natRules(String json) {
        JsonNode objects;
        try {
            objects = JsonMapper.shared().readTree(json).path("nftables");
        } catch (JacksonException e) {
            throw new TextFormatException("expected the JSON of a ruleset: " + e.getOriginalMessage());
        }
        if (!objects.isArray()) {
            throw new TextFormatException("expected the JSON of a ruleset, an object with an array \"nftables\"");
        }
        List<NatRule> rules = new ArrayList<>();
        for (JsonNode object : objects) {
            JsonNode rule = object.path("rule");
            for (JsonNode expression : rule.path("expr")) {
                natRule(rule, expression).ifPresent(rules::add);
            }
        }
        return rules;
    }

    private static Optional<NatRule> natRule(JsonNode rule, JsonNode expression) {
        for (String action : List.of("masquerade", "snat")) {
            if (expression.has(action)) {
                return Optional.of(rule(
                        rule, action, Optional.of(ports(expression.path(action).path("flags")))));
            }
        }
        JsonNode target = expression.path("xt");
        String name = target.path("name").asString("").toLowerCase(Locale.ROOT);
        return target.path("type").asString("").equals("target") && (name.equals("masquerade") || name.equals("snat"))
                ? Optional.of(rule(rule, name, Optional.empty()))
                : Optional.empty();
    }

    private static NatRule rule(JsonNode rule, String action, Optional<NatRule.Ports> ports) {
        return new NatRule(
                "nft",
                rule.path("family").asString("") + " " + rule.path("table").asString(""),
                rule.path("chain").asString(""),
                "handle " + rule.path("handle").asInt(0),
                action,
                ports);
    }

    /** One flag is a string, several are an array. */
    private static NatRule.Ports ports(JsonNode flags) {
        List<String> names = new ArrayList<>();
        if (flags.isArray()) {
            flags.forEach(flag -> names.add(flag.asString("")));
        } else {
            names.add(flags.asString(""));
        }
        return NatRule.ports(names.contains("random"), names.contains("fully-random"));
    }
}
