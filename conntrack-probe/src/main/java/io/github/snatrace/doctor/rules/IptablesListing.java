package io.github.snatrace.doctor.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the table that {@code iptables -L} prints, best with {@code -v -n}: without, it has no interfaces. */
final class IptablesListing {
    private static final Pattern CHAIN = Pattern.compile("Chain (\\S+) \\((policy .*|\\d+ references?)\\)\\s*");
    private static final Pattern PROTOCOL =
            Pattern.compile("all|tcp|udp|udplite|icmp|icmpv6|ipv6-icmp|sctp|dccp|esp|ah|\\d{1,3}");
    private static final Pattern REMARK = Pattern.compile("/\\* (.*?) \\*/ ?");
    private static final Pattern PORTS = Pattern.compile("(tcp|udp) (dpts?|spts?):(!?)(\\S+) ?");
    private static final Pattern MASQUERADED = Pattern.compile("masq ports: (\\S+) ?");
    private static final Pattern TO = Pattern.compile("to:(\\S+) ?");
    private static final Pattern MARK =
            Pattern.compile("(?:mark match|MARK match) (! ?)?(0x[0-9a-f]+(?:/0x[0-9a-f]+)?) ?");

    private IptablesListing() {}

    /** Returns whether {@code line} heads a chain of such a table. */
    static boolean isHead(String line) {
        return CHAIN.matcher(line.strip()).matches();
    }

    static Ruleset parse(String text) {
        ChainDrafts drafts = new ChainDrafts();
        List<String> gaps = new ArrayList<>();
        boolean ipv6 = text.contains("::/0");
        RuleTable table = new RuleTable(ipv6 ? "ip6tables" : "iptables", ipv6 ? "ip6" : "ip", "nat");
        String chain = "";
        List<String> columns = List.of();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            Matcher head = CHAIN.matcher(line);
            if (head.matches()) {
                chain = head.group(1);
                columns = List.of();
                drafts.declare(
                        table,
                        chain,
                        head.group(2).startsWith("policy") ? RuleHook.ofIptables("nat", chain) : Optional.empty());
            } else if (line.contains("prot") && line.contains("destination")) {
                columns = RuleWords.of(line, "").plain();
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                Optional<ChainRule> rule = chain.isEmpty() || columns.isEmpty()
                        ? Optional.empty()
                        : rule(columns, List.of(line.split("\\s+")));
                if (rule.isPresent()) {
                    drafts.rules(table, chain).add(rule.get());
                } else {
                    gaps.add("line " + number + " is no rule of iptables -L: " + line);
                }
            }
        }
        if (!columns.contains("out") && gaps.isEmpty()) {
            gaps.add("iptables -L without -v leaves interfaces out: use iptables-save, or add -v -n");
        }
        return new Ruleset(drafts.chains(true), false, gaps);
    }

    private static Optional<ChainRule> rule(List<String> columns, List<String> words) {
        List<String> left = new ArrayList<>(words);
        String target = "";
        String protocol = "";
        List<RuleMatch> matches = new ArrayList<>();
        StringBuilder options = new StringBuilder();
        for (String column : columns) {
            if (left.isEmpty()) {
                return Optional.empty();
            }
            switch (column) {
                case "num", "pkts", "bytes" -> left.remove(0);
                case "target" -> {
                    // A rule without a target leaves the column blank.
                    boolean none = PROTOCOL.matcher(left.get(0)).matches()
                            && (left.size() < 2
                                    || !PROTOCOL.matcher(left.get(1)).matches());
                    target = none ? "" : left.remove(0);
                }
                case "prot" -> protocol = IptablesRule.protocol(left.remove(0));
                case "opt" -> {
                    // Blank for IPv6.
                    if (left.get(0).equals("--")
                            || left.get(0).equals("-f")
                            || left.get(0).equals("!f")) {
                        left.remove(0);
                    }
                }
                case "in" -> match(RuleMatch.IN, "-i", left.remove(0), matches, options);
                case "out" -> match(RuleMatch.OUT, "-o", left.remove(0), matches, options);
                case "source" -> match(RuleMatch.SOURCE, "-s", left.remove(0), matches, options);
                case "destination" -> match(RuleMatch.DESTINATION, "-d", left.remove(0), matches, options);
                default -> {
                    return Optional.empty();
                }
            }
        }
        if (!protocol.equals("all")) {
            matches.add(RuleMatch.of(RuleMatch.PROTOCOL, protocol));
            options.append("-p ").append(protocol).append(' ');
        }
        return Optional.of(rest(target, String.join(" ", left), matches, options, columns.contains("out")));
    }

    private static void match(
            String field, String option, String value, List<RuleMatch> matches, StringBuilder options) {
        if (List.of("*", "any", "anywhere", "0.0.0.0/0", "::/0").contains(value)) {
            return;
        }
        boolean negated = value.startsWith("!");
        String plain = negated ? value.substring(1) : value;
        matches.add(new RuleMatch(field, negated, List.of(plain)));
        options.append(negated ? "! " : "")
                .append(option)
                .append(' ')
                .append(plain)
                .append(' ');
    }

    /** Reads what stands behind the columns: matches of modules, and the target's options, in words of their own. */
    private static ChainRule rest(
            String target, String rest, List<RuleMatch> matches, StringBuilder options, boolean verbose) {
        String left = rest;
        String comment = "";
        Matcher remark = REMARK.matcher(left);
        if (remark.find()) {
            comment = remark.group(1);
            options.append("-m comment --comment \"")
                    .append(comment.replace("\"", "\\\""))
                    .append("\" ");
            left = remark.replaceFirst("");
        }
        Matcher ports = PORTS.matcher(left);
        while (ports.find()) {
            boolean source = ports.group(2).startsWith("s");
            boolean negated = !ports.group(3).isEmpty();
            String value = ports.group(4);
            matches.add(new RuleMatch(
                    source ? RuleMatch.SOURCE_PORT : RuleMatch.DESTINATION_PORT,
                    negated,
                    List.of(value.replace(':', '-'))));
            options.append("-m ").append(ports.group(1)).append(negated ? " !" : "");
            options.append(source ? " --sport " : " --dport ").append(value).append(' ');
        }
        left = PORTS.matcher(left).replaceAll("");
        Matcher mark = MARK.matcher(left);
        if (mark.find()) {
            boolean negated = mark.group(1) != null;
            matches.add(new RuleMatch(RuleMatch.MARK, negated, List.of(IptablesRule.mark(mark.group(2)))));
            options.append("-m mark ")
                    .append(negated ? "! " : "")
                    .append("--mark ")
                    .append(mark.group(2))
                    .append(' ');
            left = mark.replaceFirst("");
        }
        String jump = target.isEmpty() ? "" : "-j " + target;
        Matcher masqueraded = MASQUERADED.matcher(left);
        if (masqueraded.find()) {
            jump += " --to-ports " + masqueraded.group(1);
            left = masqueraded.replaceFirst("");
        }
        Matcher to = TO.matcher(left);
        if (to.find()) {
            jump += (target.equals("SNAT") ? " --to-source " : " --to ") + to.group(1);
            left = to.replaceFirst("");
        }
        for (String flag : List.of("random-fully", "random", "persistent")) {
            if (List.of(left.split(" ")).contains(flag)) {
                jump += " --" + flag;
                left = String.join(
                        " ",
                        List.of(left.split(" ")).stream()
                                .filter(it -> !it.equals(flag))
                                .toList());
            }
        }
        boolean exact = verbose && left.isBlank() && !target.isEmpty();
        if (!left.isBlank()) {
            matches.add(RuleMatch.of("listed", left.strip()));
        }
        RuleEffect effect = IptablesRule.parse(RuleWords.of(jump, ""))
                .map(ChainRule::effect)
                .orElse(new RuleEffect.Untold());
        String text = options + (left.isBlank() ? "" : left.strip() + " ") + jump;
        return new ChainRule(0, OptionalLong.empty(), text.strip(), exact, comment, matches, effect);
    }
}
