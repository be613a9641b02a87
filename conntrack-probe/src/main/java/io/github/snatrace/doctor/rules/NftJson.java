package io.github.snatrace.doctor.rules;

import io.github.snatrace.host.TextFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@code nft --json list ruleset} prints. */
final class NftJson {
    private NftJson() {}

    /**
     * Reads a ruleset; JSON that was cut off is a gap.
     *
     * @throws TextFormatException if it is JSON of something else
     */
    static Ruleset parse(String json) {
        JsonNode objects;
        try {
            objects = JsonMapper.shared().readTree(json).path("nftables");
        } catch (JacksonException e) {
            if (json.contains("\"nftables\"")) {
                return new Ruleset(
                        List.of(), true, List.of("its JSON is broken or was cut off: " + e.getOriginalMessage()));
            }
            throw new TextFormatException("expected the JSON of a ruleset: " + e.getOriginalMessage());
        }
        if (!objects.isArray()) {
            throw new TextFormatException("expected the JSON of a ruleset, an object with an array \"nftables\"");
        }
        ChainDrafts drafts = new ChainDrafts();
        NftMaps maps = new NftMaps();
        for (JsonNode object : objects) {
            if (object.has("chain")) {
                chain(object.path("chain"), drafts);
            } else if (object.has("map")) {
                map(object.path("map"), maps);
            }
        }
        for (JsonNode object : objects) {
            if (object.has("rule")) {
                rule(object.path("rule"), drafts, maps);
            }
        }
        return new Ruleset(drafts.chains(true), drafts.isExcerpt(), List.of());
    }

    private static RuleTable table(JsonNode object) {
        return new RuleTable(
                "nft", object.path("family").asString(""), object.path("table").asString(""));
    }

    private static void chain(JsonNode chain, ChainDrafts drafts) {
        Optional<RuleHook> hook = chain.has("hook")
                ? Optional.of(new RuleHook(
                        chain.path("type").asString(""),
                        chain.path("hook").asString(""),
                        chain.path("prio").asInt(0)))
                : Optional.empty();
        drafts.declare(table(chain), chain.path("name").asString(""), hook);
    }

    private static void map(JsonNode map, NftMaps maps) {
        List<List<String>> elements = new ArrayList<>();
        for (JsonNode pair : map.path("elem")) {
            List<String> words = new ArrayList<>();
            words.add(NftExpression.value(
                    pair.path(0).has("elem") ? pair.path(0).path("elem").path("val") : pair.path(0)));
            words.add(":");
            words.addAll(RuleWords.of(NftExpression.value(pair.path(1)), "").plain());
            elements.add(words);
        }
        maps.put(table(map), map.path("name").asString(""), elements);
    }

    private static void rule(JsonNode rule, ChainDrafts drafts, NftMaps maps) {
        List<String> words = new ArrayList<>();
        boolean exact = true;
        for (JsonNode expression : rule.path("expr")) {
            NftExpression statement = NftExpression.of(expression);
            words.add(statement.text());
            exact &= statement.exact();
        }
        String comment = rule.path("comment").asString("");
        if (!comment.isEmpty()) {
            words.add("comment \"" + comment + "\"");
        }
        RuleTable table = table(rule);
        OptionalLong handle =
                rule.has("handle") ? OptionalLong.of(rule.path("handle").asLong(0)) : OptionalLong.empty();
        String chain = rule.path("chain").asString("");
        drafts.rules(table, chain).add(NftRule.parse(table, chain, String.join(" ", words), handle, exact, maps));
    }
}
