package io.github.snatrace.doctor;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.ProcfsReader;
import io.github.snatrace.host.CommandRunner;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What can be seen of a host, before anything is concluded from it.
 *
 * @param kernel its release
 * @param procfsRefusal why procfs has no counters, empty when it has
 * @param counters the counters of the probe's namespace
 * @param countersRefusal why there are none, empty when there are
 * @param maxEntries how many entries the table can hold
 * @param timestamps net.ipv4.tcp_timestamps
 * @param rules the rules that translate source addresses
 * @param rulesRefusals why a tool did not tell its rules
 */
record Findings(
        String kernel,
        String procfsRefusal,
        Optional<ConntrackStats> counters,
        String countersRefusal,
        OptionalLong maxEntries,
        OptionalLong timestamps,
        List<NatRule> rules,
        List<String> rulesRefusals) {
    private static final String TIMESTAMPS = "/proc/sys/net/ipv4/tcp_timestamps";
    private static final String LEGACY_HINT = "iptables-legacy tables present";

    Findings {
        rules = List.copyOf(rules);
        rulesRefusals = List.copyOf(rulesRefusals);
    }

    /** Looks at {@code host}; what may not be read is a finding as well. */
    static Findings of(Host host) {
        NetworkNamespace namespace = NetworkNamespace.own();
        String procfsRefusal = "";
        Optional<ConntrackStats> counters = Optional.empty();
        String countersRefusal = "";
        try {
            new ProcfsReader(host, namespace).readText();
        } catch (IOException e) {
            procfsRefusal = String.valueOf(e.getMessage());
        }
        try {
            counters = Optional.of(ConntrackReader.ofAnySource(host, namespace).read());
        } catch (IOException e) {
            countersRefusal = String.valueOf(e.getMessage());
        }
        List<NatRule> rules = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        rules(host, rules, refusals);
        return new Findings(
                text(host, KernelText.KERNEL_RELEASE),
                procfsRefusal,
                counters,
                countersRefusal,
                number(text(host, KernelText.CONNTRACK_MAX)),
                number(text(host, TIMESTAMPS)),
                rules,
                refusals);
    }

    /** Asks nft and iptables; rules that both know are taken from iptables, which knows their options. */
    private static void rules(Host host, List<NatRule> rules, List<String> refusals) {
        Optional<Answer> nft = ask(host, refusals, NftRuleset::natRules, List.of("nft", "--json", "list", "ruleset"));
        Optional<Answer> iptables = ask(host, refusals, IptablesRules::natRules, List.of("iptables-save"));
        if (nft.isEmpty() && iptables.isEmpty() && refusals.isEmpty()) {
            refusals.add("neither nft nor iptables-save is here to tell the rules");
        }
        nft.ifPresent(answer -> answer.rules().stream()
                .filter(rule -> rule.ports().isPresent() || iptables.isEmpty())
                .forEach(rules::add));
        iptables.ifPresent(answer -> {
            rules.addAll(answer.rules());
            if (answer.text().contains(LEGACY_HINT)) {
                ask(host, refusals, IptablesRules::natRules, List.of("iptables-legacy-save"))
                        .ifPresent(legacy -> rules.addAll(legacy.rules()));
            }
        });
    }

    private record Answer(List<NatRule> rules, String text) {}

    /** Returns empty when there is no such command, or when it refuses, which is then among {@code refusals}. */
    private static Optional<Answer> ask(
            Host host, List<String> refusals, Function<String, List<NatRule>> parser, List<String> command) {
        try {
            CommandRunner.Output output = host.run(command);
            if (output.exitCode() == 0) {
                return Optional.of(new Answer(parser.apply(output.out()), output.out() + output.err()));
            }
            refusals.add(command.get(0) + ": " + output.complaint());
        } catch (FileNotFoundException e) {
            // A host without the tool has no rules of its making.
            return Optional.empty();
        } catch (IOException | TextFormatException e) {
            refusals.add(command.get(0) + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private static String text(Host host, String path) {
        try {
            return host.read(path).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static OptionalLong number(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
