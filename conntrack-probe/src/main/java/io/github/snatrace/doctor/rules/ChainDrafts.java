package io.github.snatrace.doctor.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chains that are being read: which there are, in which order, and what is in them so far. */
final class ChainDrafts {
    private final Map<Key, Draft> drafts = new LinkedHashMap<>();

    private record Key(RuleTable table, String chain) {}

    private static final class Draft {
        private Optional<RuleHook> hook = Optional.empty();
        private boolean declared;
        private final List<ChainRule> rules = new ArrayList<>();
    }

    private Draft draft(RuleTable table, String chain) {
        return drafts.computeIfAbsent(new Key(table, chain), any -> new Draft());
    }

    void declare(RuleTable table, String chain, Optional<RuleHook> hook) {
        Draft draft = draft(table, chain);
        draft.declared = true;
        draft.hook = hook.isPresent() ? hook : draft.hook;
    }

    void hook(RuleTable table, String chain, RuleHook hook) {
        draft(table, chain).hook = Optional.of(hook);
    }

    List<ChainRule> rules(RuleTable table, String chain) {
        return draft(table, chain).rules;
    }

    /** Returns whether no chain was declared: rules alone. */
    boolean isExcerpt() {
        return drafts.values().stream().noneMatch(draft -> draft.declared);
    }

    /**
     * Returns the chains with their rules numbered as they stand, or without numbers when {@code numbered} is not so.
     */
    List<RuleChain> chains(boolean numbered) {
        List<RuleChain> chains = new ArrayList<>();
        drafts.forEach((key, draft) -> {
            List<ChainRule> rules = new ArrayList<>();
            for (ChainRule rule : draft.rules) {
                rules.add(new ChainRule(
                        numbered ? rules.size() + 1 : 0,
                        rule.handle(),
                        rule.text(),
                        rule.exact(),
                        rule.comment(),
                        rule.matches(),
                        rule.effect()));
            }
            chains.add(new RuleChain(key.table(), key.chain(), draft.hook, rules));
        });
        return chains;
    }
}
