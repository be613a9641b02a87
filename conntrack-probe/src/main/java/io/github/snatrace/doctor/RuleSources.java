package io.github.snatrace.doctor;

import io.github.snatrace.doctor.rules.RuleChain;
import io.github.snatrace.doctor.rules.RulesText;
import io.github.snatrace.doctor.rules.Ruleset;
import io.github.snatrace.host.CommandRunner;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks everybody who may keep rules in a network namespace: nf_tables, and the older tables of iptables and ip6tables.
 * What one of them does not have says nothing of the others.
 */
final class RuleSources {
    private static final List<String> NFT_JSON = List.of("nft", "--json", "list", "ruleset");
    private static final List<String> NFT_TEXT = List.of("nft", "--handle", "list", "ruleset");
    private static final String ELSEWHERE =
            "run it as root on the host itself, and give what it prints to conntrack-probe doctor --rules FILE";

    /** Which tables a command of iptables shows. */
    private enum Backend {
        LEGACY,
        NF_TABLES,
        UNKNOWN
    }

    private final Host host;
    private final NetworkNamespace namespace;
    private final List<RuleChain> chains = new ArrayList<>();
    private final List<HostRules.Gap> gaps = new ArrayList<>();

    private RuleSources(Host host, NetworkNamespace namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    /** Asks all of them. */
    static HostRules ask(Host host, NetworkNamespace namespace) {
        RuleSources sources = new RuleSources(host, namespace);
        sources.askNft();
        sources.askIptables("iptables", "ip", "/proc/net/ip_tables_names");
        sources.askIptables("ip6tables", "ip6", "/proc/net/ip6_tables_names");
        return new HostRules(sources.chains, sources.gaps, false, prefix(namespace));
    }

    private static String prefix(NetworkNamespace namespace) {
        if (namespace instanceof NetworkNamespace.OfProcess process) {
            return "nsenter --net --target " + process.pid() + " ";
        }
        if (namespace instanceof NetworkNamespace.OfFile file) {
            return "nsenter --net=" + file.file() + " ";
        }
        return "";
    }

    /**
     * What came of asking a command.
     *
     * @param rules its rules, empty when it did not tell them
     * @param text what it printed
     * @param refusal why it did not tell them
     * @param missing whether there is no such command
     */
    private record Answer(Optional<Ruleset> rules, String text, String refusal, boolean missing) {}

    private Answer ask(List<String> command, Function<String, Ruleset> parser) {
        try {
            CommandRunner.Output output = namespace.run(host, command);
            String text = output.out() + output.err();
            if (output.exitCode() != 0) {
                return new Answer(Optional.empty(), text, command.get(0) + ": " + output.complaint(), false);
            }
            return new Answer(Optional.of(parser.apply(output.out())), text, "", false);
        } catch (FileNotFoundException e) {
            return new Answer(Optional.empty(), "", "there is no " + command.get(0), true);
        } catch (IOException | TextFormatException e) {
            return new Answer(Optional.empty(), "", command.get(0) + ": " + e.getMessage(), false);
        }
    }

    private void askNft() {
        Answer json = ask(NFT_JSON, RulesText::ofNftJson);
        if (json.rules().filter(rules -> rules.gaps().isEmpty()).isPresent()) {
            chains.addAll(json.rules().get().chains());
            return;
        }
        if (json.missing()) {
            if (mayHaveNfTables()) {
                gaps.add(new HostRules.Gap(
                        "the rules of nf_tables: there is no nft to print them", "install nftables, or " + ELSEWHERE));
            }
            return;
        }
        // A release without JSON, or one that crashes over it.
        Answer text = ask(NFT_TEXT, RulesText::ofNft);
        text.rules().ifPresent(rules -> {
            chains.addAll(rules.chains());
            rules.gaps().forEach(gap -> gaps.add(new HostRules.Gap("the rules of nf_tables: " + gap, ELSEWHERE)));
        });
        if (text.rules().isEmpty()) {
            String refusal = json.refusal().isEmpty()
                    ? "nft: " + json.rules().get().gaps().get(0)
                    : json.refusal();
            gaps.add(new HostRules.Gap("the rules of nf_tables: " + refusal, "nft list ruleset: " + ELSEWHERE));
        }
    }

    /**
     * Returns whether the kernel may know nf_tables: it does not when neither its modules nor its built-in parts have
     * it.
     */
    private boolean mayHaveNfTables() {
        try {
            boolean loaded = host.read("/proc/modules").lines().anyMatch(line -> line.startsWith("nf_tables "));
            String release = host.read(KernelText.KERNEL_RELEASE).strip();
            return loaded
                    || host.read("/lib/modules/" + release + "/modules.builtin").contains("/nf_tables.ko");
        } catch (IOException e) {
            return true;
        }
    }

    private void askIptables(String command, String family, String names) {
        Answer plain = ask(List.of(command + "-save"), text -> RulesText.ofSave(command + "-save", text));
        Backend backend = plain.rules().isPresent() ? backend(command, plain.text()) : Backend.UNKNOWN;
        plain.rules().ifPresent(rules -> add(rules, command + "-save"));
        if (!plain.missing() && plain.rules().isEmpty()) {
            gaps.add(new HostRules.Gap(
                    "the rules of " + command + ": " + plain.refusal(), command + "-save: " + ELSEWHERE));
        }
        if (backend != Backend.NF_TABLES && hasUntold(family)) {
            ask(List.of(command + "-nft-save"), text -> RulesText.ofSave(command + "-nft-save", text))
                    .rules()
                    .ifPresent(rules -> add(rules, command + "-nft-save"));
        }
        if (backend != Backend.LEGACY) {
            askLegacy(command, names, plain);
        }
    }

    /** Asks for the older tables where they are there, or may be. */
    private void askLegacy(String command, String names, Answer plain) {
        boolean hinted = plain.text().contains("-legacy tables present");
        String present;
        try {
            present = namespace.read(host, names);
            if (!hinted && present.lines().noneMatch("nat"::equals)) {
                return;
            }
        } catch (NoSuchFileException e) {
            if (!hinted) {
                return;
            }
            present = "nat";
        } catch (IOException e) {
            present = "";
        }
        Answer legacy =
                ask(List.of(command + "-legacy-save"), text -> RulesText.ofSave(command + "-legacy-save", text));
        legacy.rules().ifPresent(rules -> add(rules, command + "-legacy-save"));
        boolean mayBeThePlainOne = plain.rules().filter(Ruleset::hasNat).isPresent();
        if (legacy.rules().isEmpty() && !mayBeThePlainOne) {
            gaps.add(new HostRules.Gap(
                    "the legacy tables of " + command + (present.isEmpty() ? ", if there are any" : "") + ": "
                            + legacy.refusal(),
                    command + "-legacy-save (or " + command + "-save of a release before 1.8): " + ELSEWHERE));
        }
    }

    private Backend backend(String command, String text) {
        String version = text.contains("Generated by ")
                ? text
                : ask(List.of(command + "-save", "--version"), any -> new Ruleset(List.of(), false, List.of()))
                        .text();
        if (version.contains("(nf_tables)") || version.contains("xtables-save")) {
            return Backend.NF_TABLES;
        }
        return version.matches("(?s).*tables-save v1\\.\\d.*") ? Backend.LEGACY : Backend.UNKNOWN;
    }

    private boolean hasUntold(String family) {
        return chains.stream()
                .filter(chain -> chain.table().isNft() && chain.table().family().equals(family))
                .flatMap(chain -> chain.rules().stream())
                .anyMatch(rule -> !rule.exact());
    }

    /** Adds rules in place of the same chains as nft shows them, without the options of iptables' targets. */
    private void add(Ruleset rules, String command) {
        for (RuleChain chain : rules.chains()) {
            chains.removeIf(known -> known.table().isNft()
                    && known.table().family().equals(chain.table().family())
                    && known.table().name().equals(chain.table().name())
                    && known.name().equals(chain.name())
                    && known.rules().size() == chain.rules().size());
            boolean there = chains.stream().anyMatch(known -> known.equals(chain));
            if (!there) {
                chains.add(chain);
            }
        }
        rules.gaps().stream()
                .filter(gap -> !gap.contains("legacy"))
                .forEach(gap -> gaps.add(new HostRules.Gap(command + ": " + gap, ELSEWHERE)));
    }
}
