package io.github.snatrace.doctor.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one rule in the words of iptables: matches, target, the target's options. */
final class IptablesRule {
    private static final String UNSUPPORTED = "[unsupported revision]";
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("-s", RuleMatch.SOURCE),
            Map.entry("--source", RuleMatch.SOURCE),
            Map.entry("--src", RuleMatch.SOURCE),
            Map.entry("-d", RuleMatch.DESTINATION),
            Map.entry("--destination", RuleMatch.DESTINATION),
            Map.entry("--dst", RuleMatch.DESTINATION),
            Map.entry("-i", RuleMatch.IN),
            Map.entry("--in-interface", RuleMatch.IN),
            Map.entry("-o", RuleMatch.OUT),
            Map.entry("--out-interface", RuleMatch.OUT),
            Map.entry("-p", RuleMatch.PROTOCOL),
            Map.entry("--protocol", RuleMatch.PROTOCOL),
            Map.entry("--proto", RuleMatch.PROTOCOL),
            Map.entry("--sport", RuleMatch.SOURCE_PORT),
            Map.entry("--source-port", RuleMatch.SOURCE_PORT),
            Map.entry("--sports", RuleMatch.SOURCE_PORT),
            Map.entry("--source-ports", RuleMatch.SOURCE_PORT),
            Map.entry("--dport", RuleMatch.DESTINATION_PORT),
            Map.entry("--destination-port", RuleMatch.DESTINATION_PORT),
            Map.entry("--dports", RuleMatch.DESTINATION_PORT),
            Map.entry("--destination-ports", RuleMatch.DESTINATION_PORT),
            Map.entry("--mark", RuleMatch.MARK),
            Map.entry("--ctstate", RuleMatch.STATE),
            Map.entry("--state", RuleMatch.STATE),
            Map.entry("--mac-source", RuleMatch.MAC));
    private static final Set<String> LISTS = Set.of(
            RuleMatch.SOURCE,
            RuleMatch.DESTINATION,
            RuleMatch.SOURCE_PORT,
            RuleMatch.DESTINATION_PORT,
            RuleMatch.STATE);
    private static final Set<String> PASSING = Set.of("ACCEPT");
    private static final Set<String> ENDING = Set.of("DROP", "REJECT", "TARPIT");

    private final List<RuleMatch> matches = new ArrayList<>();
    private String module = "";
    private String comment = "";
    private RuleEffect effect = new RuleEffect.Next();

    private IptablesRule() {}

    /** Reads the words behind the chain's name; empty when the rule ends before it is whole. */
    static Optional<ChainRule> parse(RuleWords words) {
        IptablesRule rule = new IptablesRule();
        String text = String.join(" ", words.raw());
        if (words.open() || !rule.read(words)) {
            return Optional.empty();
        }
        return Optional.of(new ChainRule(
                0, OptionalLong.empty(), text, !text.contains(UNSUPPORTED), rule.comment, rule.matches, rule.effect));
    }

    private boolean read(RuleWords words) {
        List<String> plain = words.plain();
        boolean negated = false;
        int i = 0;
        while (i < plain.size()) {
            String word = plain.get(i);
            // A quoted word is never an option.
            boolean option = word.startsWith("-") && words.raw().get(i).equals(word);
            if (word.equals("!")) {
                negated = true;
                i++;
            } else if (option && (word.equals("-j") || word.equals("--jump"))) {
                if (i + 1 >= plain.size()) {
                    return false;
                }
                effect = effect(plain.get(i + 1), plain.subList(i + 2, plain.size()));
                return true;
            } else if (option && (word.equals("-g") || word.equals("--goto"))) {
                if (i + 1 >= plain.size()) {
                    return false;
                }
                effect = new RuleEffect.Goto(plain.get(i + 1));
                return true;
            } else if (option) {
                int end = i + 1;
                List<String> values = new ArrayList<>();
                while (end < plain.size() && isValue(words, end)) {
                    if (plain.get(end).equals("!")) {
                        // The order of old releases: -d ! 10.0.0.0/8.
                        negated = true;
                    } else {
                        values.add(plain.get(end));
                    }
                    end++;
                }
                option(word, negated, values);
                negated = false;
                i = end;
            } else {
                i++;
            }
        }
        return true;
    }

    private static boolean isValue(RuleWords words, int index) {
        String word = words.plain().get(index);
        if (word.equals("!")) {
            return index + 1 < words.plain().size()
                    && !words.plain().get(index + 1).startsWith("-")
                    && words.plain().get(index - 1).startsWith("-");
        }
        return !word.startsWith("-") || !words.raw().get(index).equals(word);
    }

    private void option(String name, boolean negated, List<String> values) {
        if (name.equals("-m") || name.equals("--match")) {
            module = values.isEmpty() ? "" : values.get(0);
            if (module.equals("statistic") || module.equals("limit") || module.equals("recent")) {
                matches.add(RuleMatch.of(module));
            }
            return;
        }
        if (name.equals("--comment")) {
            comment = String.join(" ", values);
            return;
        }
        String field = FIELDS.get(name);
        if (field == null || (field.equals(RuleMatch.MARK) && !module.equals("mark"))) {
            matches.add(new RuleMatch(module + " " + name, negated, List.of(String.join(" ", values))));
            return;
        }
        List<String> split = LISTS.contains(field)
                ? List.of(String.join(",", values).split(","))
                : List.of(String.join(" ", values));
        List<String> normal = split.stream().map(value -> value(field, value)).toList();
        if (!normal.contains("0.0.0.0/0") && !normal.contains("::/0") && !normal.contains("all")) {
            matches.add(new RuleMatch(field, negated, normal));
        }
    }

    private static String value(String field, String value) {
        return switch (field) {
            case RuleMatch.SOURCE_PORT, RuleMatch.DESTINATION_PORT -> value.replace(':', '-');
            case RuleMatch.STATE -> value.toLowerCase(Locale.ROOT);
            case RuleMatch.MARK -> mark(value);
            case RuleMatch.PROTOCOL -> protocol(value);
            default -> value;
        };
    }

    /** Returns a protocol by its name, also where only its number is given. */
    static String protocol(String text) {
        return switch (text) {
            case "0" -> "all";
            case "1" -> "icmp";
            case "6" -> "tcp";
            case "17" -> "udp";
            case "33" -> "dccp";
            case "58", "icmpv6" -> "ipv6-icmp";
            case "132" -> "sctp";
            default -> text.toLowerCase(Locale.ROOT);
        };
    }

    /** Returns a mark in one spelling, its mask only where it leaves bits out. */
    static String mark(String text) {
        int slash = text.indexOf('/');
        String value = number(slash < 0 ? text : text.substring(0, slash));
        String mask = slash < 0 ? "0xffffffff" : number(text.substring(slash + 1));
        return mask.equals("0xffffffff") ? value : value + "/" + mask;
    }

    private static String number(String text) {
        try {
            return "0x" + Long.toHexString(Long.decode(text));
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static RuleEffect effect(String target, List<String> options) {
        if (PASSING.contains(target)) {
            return new RuleEffect.Accept();
        }
        if (ENDING.contains(target)) {
            return new RuleEffect.Drop();
        }
        return switch (target) {
            case "RETURN" -> new RuleEffect.Return();
            case "MASQUERADE", "SNAT", "SAME" -> new RuleEffect.Translate(sources(target, options));
            case "NETMAP" ->
                new RuleEffect.Translate(new Translation(
                        "netmap",
                        Optional.of(Translation.Mode.KEPT),
                        PortChoice.any(),
                        Translation.Mapping.ONE_TO_ONE,
                        ""));
            case "MARK" -> marked(options);
            default -> IPTABLES_EXTENSIONS.contains(target) ? new RuleEffect.Next() : new RuleEffect.Jump(target);
        };
    }

    /**
     * Targets that are no chains and after which the next rule sees the packet, or that do not stand where sources are
     * translated.
     */
    private static final Set<String> IPTABLES_EXTENSIONS = Set.of(
            "LOG",
            "NFLOG",
            "ULOG",
            "CONNMARK",
            "CONNSECMARK",
            "SECMARK",
            "CLASSIFY",
            "DSCP",
            "TOS",
            "TTL",
            "HL",
            "TCPMSS",
            "TCPOPTSTRIP",
            "CHECKSUM",
            "SET",
            "AUDIT",
            "TEE",
            "TRACE",
            "CT",
            "NOTRACK",
            "DNAT",
            "REDIRECT",
            "TPROXY",
            "NFQUEUE",
            "QUEUE",
            "HMARK",
            "IDLETIMER",
            "LED",
            "RATEEST",
            "SYNPROXY",
            "CLUSTERIP",
            "ECN",
            "DNPT",
            "SNPT");

    private static RuleEffect marked(List<String> options) {
        for (String name : List.of("--set-mark", "--set-xmark")) {
            int at = options.indexOf(name);
            if (at >= 0 && at + 1 < options.size()) {
                return new RuleEffect.Mark(mark(options.get(at + 1)));
            }
        }
        return new RuleEffect.Next();
    }

    private static Translation sources(String target, List<String> options) {
        String action = target.equals("MASQUERADE") ? "masquerade" : "snat";
        if (String.join(" ", options).contains(UNSUPPORTED)) {
            return Translation.untold(action);
        }
        PortChoice ports = PortChoice.any();
        String to = "";
        for (int i = 0; i + 1 < options.size(); i++) {
            if (options.get(i).equals("--to-ports")) {
                ports = PortChoice.parse(options.get(i + 1)).orElse(ports);
            } else if (options.get(i).equals("--to-source") || options.get(i).equals("--to")) {
                ports = behindAddress(options.get(i + 1)).orElse(ports);
                to = addresses(options.get(i + 1));
            }
        }
        return new Translation(
                action, Optional.of(Translation.Mode.of(options)), ports, Translation.Mapping.SHARED, to);
    }

    /** Returns what stands before the ports. */
    static String addresses(String to) {
        return behindAddress(to).isPresent() ? to.substring(0, to.lastIndexOf(':')) : to;
    }

    /**
     * Reads the ports of {@code 192.0.2.1:1024-2000}, {@code :53} or {@code [2001:db8::1]:80}; empty when there are
     * none.
     */
    static Optional<PortChoice> behindAddress(String to) {
        int bracket = to.lastIndexOf(']');
        int colon = to.lastIndexOf(':');
        if (colon <= bracket || (bracket < 0 && to.indexOf(':') != colon)) {
            return Optional.empty();
        }
        return PortChoice.parse(to.substring(colon + 1));
    }
}
