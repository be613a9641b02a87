package io.github.snatrace.doctor.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one rule in the words of nft: matches and statements. */
final class NftRule {
    /** Words that begin a statement, so that they end what stands before them. */
    private static final Set<String> STATEMENTS = Set.of(
            "counter",
            "comment",
            "accept",
            "drop",
            "return",
            "continue",
            "jump",
            "goto",
            "masquerade",
            "snat",
            "dnat",
            "redirect",
            "log",
            "limit",
            "quota",
            "reject",
            "queue",
            "notrack",
            "xt",
            "vmap",
            "tproxy",
            "synproxy",
            "dup",
            "fwd",
            "last");

    private static final Set<String> FLAGS = Set.of("random", "fully-random", "persistent");
    /** Selectors that are one word; all others are followed by the name of a field. */
    private static final Set<String> SINGLE = Set.of(
            "iifname",
            "oifname",
            "iif",
            "oif",
            "mark",
            "iifgroup",
            "oifgroup",
            "iiftype",
            "oiftype",
            "skuid",
            "skgid",
            "pkttype",
            "cpu",
            "cgroup",
            "ibriport",
            "obriport",
            "l4proto",
            "nfproto",
            "protocol",
            "priority",
            "length",
            "rtclassid");

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=", "eq", "ne", "!");
    private static final Set<String> TRANSPORT = Set.of("tcp", "udp", "sctp", "dccp", "udplite");

    private final RuleTable table;
    private final NftMaps maps;
    private final List<String> words;
    private final List<RuleMatch> matches = new ArrayList<>();
    private String comment = "";
    private RuleEffect effect = new RuleEffect.Next();
    private boolean says;
    private int at;

    private NftRule(RuleTable table, List<String> words, NftMaps maps) {
        this.table = table;
        this.words = words;
        this.maps = maps;
    }

    /**
     * Reads a rule.
     *
     * @param chain its chain
     * @param exact whether {@code text} is nft's own
     */
    static ChainRule parse(
            RuleTable table, String chain, String text, OptionalLong handle, boolean exact, NftMaps maps) {
        NftRule rule = new NftRule(table, RuleWords.of(text, "{},").plain(), maps);
        rule.read();
        // nft prints nothing for a target of iptables that it does not know; their chains are in capital letters.
        boolean silent = !rule.says && table.name().equals("nat") && chain.equals(chain.toUpperCase(Locale.ROOT));
        return new ChainRule(
                0,
                handle,
                text,
                exact && !silent && !text.contains("xt target") && !text.contains("xt match"),
                rule.comment,
                rule.matches,
                silent ? new RuleEffect.Untold() : rule.effect);
    }

    private boolean more() {
        return at < words.size();
    }

    private String peek() {
        return more() ? words.get(at) : "";
    }

    private String next() {
        return more() ? words.get(at++) : "";
    }

    private void read() {
        while (more()) {
            String word = next();
            switch (word) {
                case "counter" -> counter();
                case "comment" -> comment = next();
                case "accept" -> says(new RuleEffect.Accept());
                case "drop", "reject" -> {
                    says(new RuleEffect.Drop());
                    skip();
                }
                case "return" -> says(new RuleEffect.Return());
                case "continue" -> says = true;
                case "jump" -> says(new RuleEffect.Jump(next()));
                case "goto" -> says(new RuleEffect.Goto(next()));
                case "masquerade", "snat" -> says(translate(word));
                case "dnat",
                        "redirect",
                        "log",
                        "quota",
                        "queue",
                        "notrack",
                        "tproxy",
                        "synproxy",
                        "dup",
                        "fwd",
                        "last" -> {
                    says = true;
                    skip();
                }
                case "limit" -> {
                    matches.add(RuleMatch.of("limit"));
                    skip();
                }
                case "xt" -> xt();
                case ",", "{", "}" -> {
                    // Left over from a statement that is not known here.
                }
                default -> {
                    if (word.startsWith("#")) {
                        xtRemark(word);
                        at = words.size();
                    } else {
                        at--;
                        selector();
                    }
                }
            }
        }
    }

    private void says(RuleEffect what) {
        says = true;
        effect = what;
    }

    private void counter() {
        if (peek().equals("packets")) {
            at += 4;
        } else if (peek().equals("name")) {
            at += 2;
        }
    }

    /** Goes on to the next statement. */
    private void skip() {
        int depth = 0;
        while (more() && (depth > 0 || !STATEMENTS.contains(peek()))) {
            String word = next();
            depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
        }
    }

    /** {@code xt target "MASQUERADE"}: the options are not printed. */
    private void xt() {
        String kind = next();
        String name = next();
        if (kind.equals("target")) {
            says(target(name));
        } else {
            matches.add(RuleMatch.of("xt " + name, name));
        }
    }

    /** {@code # xt_MASQUERADE}, as older releases print it. */
    private void xtRemark(String word) {
        String remark = word.equals("#") ? peek() : word.substring(1);
        if (remark.startsWith("xt_")) {
            says(target(remark.substring("xt_".length())));
        }
    }

    private static RuleEffect target(String name) {
        return switch (name) {
            case "MASQUERADE" -> new RuleEffect.Translate(Translation.untold("masquerade"));
            case "SNAT" -> new RuleEffect.Translate(Translation.untold("snat"));
            case "NETMAP" -> new RuleEffect.Translate(NftTranslation.oneToOne("netmap"));
            default -> new RuleEffect.Next();
        };
    }

    private RuleEffect translate(String action) {
        List<String> to = new ArrayList<>();
        List<String> flags = new ArrayList<>();
        int depth = 0;
        while (more() && (depth > 0 || (!STATEMENTS.contains(peek()) && !peek().startsWith("#")))) {
            String word = next();
            depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
            if (depth == 0 && FLAGS.contains(word)) {
                flags.add(word);
            } else if (depth > 0 || !word.equals(",")) {
                to.add(word);
            }
        }
        List<String> clients = NftTranslation.clients(to, name -> maps.elements(table, name));
        if (!clients.isEmpty()) {
            matches.add(new RuleMatch(RuleMatch.SOURCE, false, clients));
        }
        return new RuleEffect.Translate(NftTranslation.of(action, to, flags, name -> maps.elements(table, name)));
    }

    private void selector() {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(field());
        } while (peek().equals(".") && next().equals("."));
        String field = String.join(" . ", parts);
        if (peek().equals("set")) {
            says = true;
            next();
            List<String> value = values();
            if (field.equals(RuleMatch.MARK) && value.size() == 1) {
                effect = new RuleEffect.Mark(IptablesRule.mark(value.get(0)));
            }
            return;
        }
        if (peek().equals("vmap")) {
            next();
            says(dispatch(field));
            return;
        }
        String mask = "";
        if (peek().equals("&") || peek().equals("and")) {
            next();
            mask = next();
        }
        boolean negated = false;
        String comparison = "";
        if (COMPARISONS.contains(peek())) {
            String sign = next();
            negated = sign.equals("!=") || sign.equals("ne") || sign.equals("!");
            comparison = negated || sign.equals("==") || sign.equals("eq") ? "" : " " + sign;
        }
        List<String> values = new ArrayList<>();
        for (String value : values()) {
            values.add(value(field, value, mask));
        }
        matches.add(new RuleMatch(name(field, comparison, mask), negated, values));
    }

    private static String name(String field, String comparison, String mask) {
        boolean masked = !mask.isEmpty() && !field.equals(RuleMatch.MARK);
        return field + comparison + (masked ? " & " + mask : "");
    }

    private static String value(String field, String value, String mask) {
        return switch (field) {
            case RuleMatch.MARK -> IptablesRule.mark(mask.isEmpty() ? value : value + "/" + mask);
            case RuleMatch.PROTOCOL -> IptablesRule.protocol(value);
            default -> value;
        };
    }

    /** Reads one selector and returns its field, under the name that both tools share where they do. */
    private String field() {
        String first = next();
        if (first.equals("numgen") || first.equals("jhash") || first.equals("symhash")) {
            StringBuilder field = new StringBuilder(first);
            while (more() && !COMPARISONS.contains(peek()) && !peek().equals("vmap") && !STATEMENTS.contains(peek())) {
                field.append(' ').append(next());
            }
            return field.toString();
        }
        if (first.equals("fib")) {
            StringBuilder field = new StringBuilder("fib ").append(next());
            while (peek().equals(".")) {
                next();
                field.append(" . ").append(next());
            }
            return field.append(' ').append(next()).toString();
        }
        if (SINGLE.contains(first)) {
            return named("meta", first);
        }
        if (first.equals("ct") && (peek().equals("original") || peek().equals("reply"))) {
            String direction = next();
            String what = next();
            return "ct " + direction + " " + what + (what.equals("ip") || what.equals("ip6") ? " " + next() : "");
        }
        return named(first, next());
    }

    private String named(String group, String name) {
        if (TRANSPORT.contains(group)) {
            matches.add(RuleMatch.of(RuleMatch.PROTOCOL, group));
        }
        if (group.equals("ip") || group.equals("ip6")) {
            matches.add(RuleMatch.of(RuleMatch.FAMILY, group.equals("ip") ? "ipv4" : "ipv6"));
        }
        return switch (group + " " + name) {
            case "ip saddr", "ip6 saddr" -> RuleMatch.SOURCE;
            case "ip daddr", "ip6 daddr" -> RuleMatch.DESTINATION;
            case "meta iifname", "meta iif" -> RuleMatch.IN;
            case "meta oifname", "meta oif" -> RuleMatch.OUT;
            case "ip protocol", "ip6 nexthdr", "meta l4proto" -> RuleMatch.PROTOCOL;
            case "meta nfproto" -> RuleMatch.FAMILY;
            case "meta mark" -> RuleMatch.MARK;
            case "ct state" -> RuleMatch.STATE;
            case "ether saddr" -> RuleMatch.MAC;
            case "th sport", "tcp sport", "udp sport", "sctp sport" -> RuleMatch.SOURCE_PORT;
            case "th dport", "tcp dport", "udp dport", "sctp dport" -> RuleMatch.DESTINATION_PORT;
            default -> group + " " + name;
        };
    }

    private List<String> values() {
        List<String> values = new ArrayList<>();
        if (peek().equals("{")) {
            next();
            NftMaps.elements(words.subList(at, words.size())).forEach(element -> values.add(String.join(" ", element)));
            while (more() && !next().equals("}")) {
                // The elements were read above.
            }
            return values;
        }
        values.add(next());
        while (peek().equals(",") || peek().equals(".") || peek().equals("|")) {
            boolean another = next().equals(",");
            if (another) {
                values.add(next());
            } else {
                values.add(values.remove(values.size() - 1) + " . " + next());
            }
        }
        return values;
    }

    private RuleEffect dispatch(String field) {
        List<List<String>> elements;
        if (peek().equals("{")) {
            next();
            elements = NftMaps.elements(words.subList(at, words.size()));
            while (more() && !next().equals("}")) {
                // The elements were read above.
            }
        } else {
            String name = next();
            elements = maps.elements(table, name.startsWith("@") ? name.substring(1) : name);
        }
        Map<String, RuleEffect> cases = new LinkedHashMap<>();
        for (List<String> element : elements) {
            int colon = element.indexOf(":");
            if (colon > 0 && colon + 1 < element.size()) {
                // Before the colon may also stand: counter packets 0 bytes 0.
                int end = element.indexOf("counter");
                String key = String.join(" ", element.subList(0, end > 0 && end < colon ? end : colon));
                cases.put(key, verdict(element.subList(colon + 1, element.size())));
            }
        }
        return new RuleEffect.Dispatch(field, cases);
    }

    private static RuleEffect verdict(List<String> verdict) {
        return switch (verdict.get(0)) {
            case "jump" -> new RuleEffect.Jump(verdict.get(verdict.size() - 1));
            case "goto" -> new RuleEffect.Goto(verdict.get(verdict.size() - 1));
            case "accept" -> new RuleEffect.Accept();
            case "drop" -> new RuleEffect.Drop();
            case "return" -> new RuleEffect.Return();
            default -> new RuleEffect.Next();
        };
    }
}
