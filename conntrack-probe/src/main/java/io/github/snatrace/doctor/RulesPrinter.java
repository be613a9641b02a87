package io.github.snatrace.doctor;

import io.github.snatrace.doctor.rules.NatRule;
import io.github.snatrace.doctor.rules.RuleTable;
import io.github.snatrace.doctor.rules.RuleWalk;
import io.github.snatrace.host.Host;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.snapshot.RulesPrint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the rules that translate source addresses for a snapshot, and how often they did. */
public final class RulesPrinter {
    private static final Pattern COUNTER = Pattern.compile("counter packets (\\d+) bytes \\d+");
    private static final Pattern SAVED = Pattern.compile("\\[(\\d+):\\d+] -A (\\S+) (.*)");

    private final Host host;
    private final NetworkNamespace namespace;
    private final Map<String, Map<String, List<Saved>>> saved = new HashMap<>();

    /** A rule's words behind the name of its chain, and its packets. */
    private record Saved(String words, long packets) {}

    private RulesPrinter(Host host, NetworkNamespace namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    /** Asks everybody who may keep rules in a namespace of {@code host}. */
    public static RulesPrint of(Host host, NetworkNamespace namespace) {
        return new RulesPrinter(host, namespace).print();
    }

    private RulesPrint print() {
        HostRules all = RuleSources.ask(host, namespace);
        List<String> words = new ArrayList<>();
        boolean counted = all.gaps().isEmpty();
        long sum = 0;
        for (NatRule rule : RuleWalk.natRules(all.chains(), all.excerpt())) {
            if (rule.obstacle().isPresent()) {
                continue;
            }
            words.add(words(rule));
            OptionalLong packets = packets(rule);
            counted &= packets.isPresent();
            sum += packets.orElse(0);
        }
        return new RulesPrint(
                words,
                all.gaps().stream().map(HostRules.Gap::what).toList(),
                counted && !words.isEmpty() ? OptionalLong.of(sum) : OptionalLong.empty());
    }

    private static String words(NatRule rule) {
        RuleTable table = rule.chain().table();
        return (table.isNft() ? "nft " + table.family() : table.tool()) + " " + table.name() + " "
                + rule.chain().name() + ": "
                + COUNTER.matcher(rule.rule().text()).replaceAll("counter");
    }

    private OptionalLong packets(NatRule rule) {
        if (!rule.chain().table().isNft()) {
            List<Saved> chain = saved.computeIfAbsent(rule.chain().table().tool(), this::saved)
                    .getOrDefault(rule.chain().name(), List.of());
            int index = rule.rule().number() - 1;
            // Somebody may have put in another since the rules were asked for.
            return index >= 0
                            && index < chain.size()
                            && chain.get(index).words().equals(rule.rule().text())
                    ? OptionalLong.of(chain.get(index).packets())
                    : OptionalLong.empty();
        }
        Matcher counter = COUNTER.matcher(rule.rule().text());
        return counter.find() ? OptionalLong.of(Long.parseLong(counter.group(1))) : OptionalLong.empty();
    }

    /** Returns the packets of each rule of each chain of the table nat, as {@code iptables-save -c} has them. */
    private Map<String, List<Saved>> saved(String tool) {
        Map<String, List<Saved>> chains = new HashMap<>();
        try {
            boolean nat = false;
            for (String line : namespace
                    .run(host, List.of(tool + "-save", "-c"))
                    .out()
                    .lines()
                    .toList()) {
                Matcher rule = SAVED.matcher(line);
                nat = line.startsWith("*") ? line.equals("*nat") : nat;
                if (nat && rule.matches()) {
                    chains.computeIfAbsent(rule.group(2), any -> new ArrayList<>())
                            .add(new Saved(rule.group(3).strip(), Long.parseLong(rule.group(1))));
                }
            }
        } catch (IOException e) {
            // Nobody to ask for the packets: how many were translated is then not known.
            chains.clear();
        }
        return chains;
    }
}
