package io.github.snatrace.doctor.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One expression of nft's JSON in the words that nft itself would use for it.
 *
 * @param text the words
 * @param exact whether nft reads them as the same expression
 */
record NftExpression(String text, boolean exact) {
    private static final Set<String> BARE =
            Set.of("iifname", "oifname", "iif", "oif", "skuid", "skgid", "iifgroup", "oifgroup");
    private static final Set<String> PLAIN = Set.of("accept", "drop", "return", "continue", "notrack");
    private static final Set<String> OPERATORS = Set.of("&", "|", "^", "<<", ">>");
    private static final String UNKNOWN = "?";

    static NftExpression of(JsonNode expression) {
        String text = statement(expression);
        return new NftExpression(text, !text.contains(UNKNOWN) && !text.startsWith("xt "));
    }

    private static String statement(JsonNode expression) {
        Map.Entry<String, JsonNode> entry = first(expression);
        JsonNode body = entry.getValue();
        return switch (entry.getKey()) {
            case "match" -> match(body);
            case "counter" -> counter(body);
            case "accept", "drop", "return", "continue", "notrack" -> entry.getKey();
            case "jump", "goto" -> entry.getKey() + " " + body.path("target").asString("");
            case "masquerade", "snat", "dnat", "redirect" -> translation(entry.getKey(), body);
            case "vmap" -> value(body.path("key")) + " vmap " + value(body.path("data"));
            case "mangle" -> value(body.path("key")) + " set " + value(body.path("value"));
            case "log" -> log(body);
            case "limit" -> limit(body);
            case "reject" -> body.isObject() && !body.isEmpty() ? "reject " + UNKNOWN : "reject";
            case "xt" ->
                body.isObject()
                        ? "xt " + body.path("type").asString("target") + " \""
                                + body.path("name").asString("") + "\""
                        : "xt " + UNKNOWN;
            default -> entry.getKey() + " " + UNKNOWN;
        };
    }

    private static Map.Entry<String, JsonNode> first(JsonNode object) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            return entry;
        }
        return Map.entry(UNKNOWN, object);
    }

    private static String match(JsonNode match) {
        JsonNode left = match.path("left");
        JsonNode right = match.path("right");
        String operator = match.path("op").asString("==");
        boolean masked = left.isObject() && OPERATORS.contains(first(left).getKey());
        String sign = operator.equals("in") || (operator.equals("==") && !masked) ? "" : operator + " ";
        return value(left) + " " + sign + (isInterface(left) ? quoted(right) : value(right));
    }

    private static boolean isInterface(JsonNode left) {
        String key = left.path("meta").path("key").asString("");
        return Set.of("iifname", "oifname", "iif", "oif").contains(key);
    }

    private static String quoted(JsonNode names) {
        if (names.isString() && !names.asString().startsWith("@")) {
            return "\"" + names.asString() + "\"";
        }
        if (names.has("set") && names.path("set").isArray()) {
            List<String> words = new ArrayList<>();
            names.path("set").forEach(name -> words.add(quoted(name)));
            return "{ " + String.join(", ", words) + " }";
        }
        return value(names);
    }

    private static String counter(JsonNode counter) {
        if (counter.isString()) {
            return "counter name \"" + counter.asString() + "\"";
        }
        return counter.isObject() && counter.has("packets")
                ? "counter packets " + counter.path("packets").asLong(0) + " bytes "
                        + counter.path("bytes").asLong(0)
                : "counter";
    }

    private static String log(JsonNode log) {
        StringBuilder text = new StringBuilder("log");
        for (Map.Entry<String, JsonNode> entry : log.properties()) {
            text.append(' ').append(entry.getKey()).append(' ');
            text.append(
                    entry.getKey().equals("prefix")
                            ? "\"" + entry.getValue().asString("") + "\""
                            : value(entry.getValue()));
        }
        return text.toString();
    }

    private static String limit(JsonNode limit) {
        StringBuilder text = new StringBuilder("limit rate ");
        text.append(limit.path("inv").asBoolean(false) ? "over " : "");
        text.append(limit.path("rate").asLong(0));
        String unit = limit.path("rate_unit").asString("packets");
        text.append(unit.equals("packets") ? "" : " " + unit)
                .append('/')
                .append(limit.path("per").asString("second"));
        if (limit.has("burst")) {
            text.append(" burst ").append(limit.path("burst").asLong(0)).append(' ');
            text.append(limit.path("burst_unit").asString("packets"));
        }
        return text.toString();
    }

    private static String translation(String action, JsonNode body) {
        StringBuilder text = new StringBuilder(action);
        String address = body.has("addr") ? value(body.path("addr")) : "";
        String port = body.has("port") ? value(body.path("port")) : "";
        String family = body.path("family").asString("");
        String types = words(body.path("type_flags"), " ");
        if (!family.isEmpty()) {
            text.append(' ').append(family);
        }
        if (types.contains("prefix")) {
            text.append(" prefix");
        }
        int pairs = address.indexOf(": ");
        if (types.contains("concat") || (pairs > 0 && address.contains(" map ") && address.indexOf(" . ", pairs) > 0)) {
            text.append(family.isEmpty() ? " ip addr . port" : " addr . port");
        }
        if (!address.isEmpty() || !port.isEmpty()) {
            boolean bracketed = !port.isEmpty() && address.indexOf(':') >= 0 && !address.contains(" ");
            text.append(" to ").append(bracketed ? "[" + address + "]" : address);
            text.append(port.isEmpty() ? "" : ":" + port);
        }
        String flags = body.path("flags").isMissingNode() ? "" : words(body.path("flags"), ",");
        String told = flags.replace(",netmap", "").replace("netmap,", "").replace("netmap", "");
        return text + (told.isEmpty() ? "" : " " + told);
    }

    private static String words(JsonNode node, String separator) {
        if (!node.isArray()) {
            return node.asString("");
        }
        List<String> words = new ArrayList<>();
        node.forEach(word -> words.add(word.asString("")));
        return String.join(separator, words);
    }

    /** Returns a value, or a selector, in nft's words. */
    static String value(JsonNode node) {
        if (node.isString()) {
            return node.asString();
        }
        if (node.isNumber() || node.isBoolean()) {
            return node.toString();
        }
        if (node.isArray()) {
            List<String> words = new ArrayList<>();
            node.forEach(word -> words.add(value(word)));
            return String.join(",", words);
        }
        if (!node.isObject()) {
            return UNKNOWN;
        }
        Map.Entry<String, JsonNode> entry = first(node);
        JsonNode body = entry.getValue();
        if (PLAIN.contains(entry.getKey())) {
            return entry.getKey();
        }
        if (OPERATORS.contains(entry.getKey())) {
            return value(body.path(0)) + " " + entry.getKey() + " " + value(body.path(1));
        }
        return switch (entry.getKey()) {
            case "payload" ->
                body.has("field")
                        ? body.path("protocol").asString("") + " "
                                + body.path("field").asString("")
                        : "@" + body.path("base").asString("") + ","
                                + body.path("offset").asInt(0) + ","
                                + body.path("len").asInt(0);
            case "meta" -> meta(body.path("key").asString(""));
            case "ct" -> ct(body);
            case "fib" ->
                "fib " + words(body.path("flags"), " . ") + " "
                        + body.path("result").asString("");
            case "rt", "socket" -> entry.getKey() + " " + body.path("key").asString("");
            case "numgen" -> "numgen " + body.path("mode").asString("") + modulus(body);
            case "jhash" -> "jhash " + value(body.path("expr")) + modulus(body);
            case "symhash" -> "symhash" + modulus(body);
            case "prefix" -> value(body.path("addr")) + "/" + body.path("len").asInt(0);
            case "range" -> value(body.path(0)) + "-" + value(body.path(1));
            case "concat" -> concat(body);
            case "set" -> body.isArray() ? set(body) : value(body);
            case "elem" -> value(body.path("val"));
            case "map" -> value(body.path("key")) + " map " + value(body.path("data"));
            case "jump", "goto" -> entry.getKey() + " " + body.path("target").asString("");
            default -> UNKNOWN;
        };
    }

    private static String meta(String key) {
        return BARE.contains(key) ? key : "meta " + key;
    }

    private static String ct(JsonNode ct) {
        String direction = ct.path("dir").asString("");
        return "ct " + (direction.isEmpty() ? "" : direction + " ")
                + ct.path("key").asString("");
    }

    private static String modulus(JsonNode generator) {
        int offset = generator.path("offset").asInt(0);
        return " mod " + generator.path("mod").asInt(0) + (offset == 0 ? "" : " offset " + offset);
    }

    private static String concat(JsonNode parts) {
        List<String> words = new ArrayList<>();
        parts.forEach(part -> words.add(value(part)));
        return String.join(" . ", words);
    }

    /** A set's members, or the pairs of a map. */
    private static String set(JsonNode members) {
        List<String> words = new ArrayList<>();
        for (JsonNode member : members) {
            words.add(member.isArray() ? value(member.path(0)) + " : " + value(member.path(1)) : value(member));
        }
        return "{ " + String.join(", ", words) + " }";
    }
}
