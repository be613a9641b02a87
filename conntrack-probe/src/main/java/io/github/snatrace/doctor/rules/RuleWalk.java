package io.github.snatrace.doctor.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Follows packets through chains, in the kernel's order, to the rules that translate their sources.
 *
 * <p>All base chains of type nat at one hook are asked one after the other, by priority, until one has translated. A
 * rule is out of reach when one rule before it takes every packet that would come to it. What two rules take together
 * is not found out: such a rule counts as reached.
 */
public final class RuleWalk {
    /** How chains are called that POSTROUTING jumps to. */
    private static final Pattern AFTER_ROUTING = Pattern.compile("(?i).*(postr|post-|snat|masq|srcnat).*");

    private static final int DEPTH = 32;

    private final Map<RuleTable, Map<String, RuleChain>> chains = new HashMap<>();
    private final Map<Place, NatRule> found = new LinkedHashMap<>();
    private final Map<String, List<List<RuleMatch>>> marks = new HashMap<>();
    private final String family;
    private final List<Taker> everywhere = new ArrayList<>();
    private boolean assumed;
    private int exceptions;

    private record Place(RuleTable table, String chain, int index) {}

    /** A rule that keeps packets from those after it. */
    private record Taker(RuleChain chain, ChainRule rule, List<RuleMatch> conditions, Obstacle.Reason reason) {}

    private RuleWalk(List<RuleChain> all, String family) {
        this.family = family;
        for (RuleChain chain : all) {
            chains.computeIfAbsent(chain.table(), any -> new LinkedHashMap<>()).putIfAbsent(chain.name(), chain);
            for (ChainRule rule : chain.rules()) {
                if (rule.effect() instanceof RuleEffect.Mark mark) {
                    marks.computeIfAbsent(mark.mark(), any -> new ArrayList<>()).add(rule.matches());
                }
            }
        }
    }

    /**
     * Returns every rule of {@code all} that translates source addresses, in the kernel's order, those out of reach
     * last.
     *
     * @param all the chains of one network namespace, those of all tools together
     * @param excerpt whether there may be jumps that are not in them: then a chain that nothing jumps to counts as
     *     reached
     */
    public static List<NatRule> natRules(List<RuleChain> all, boolean excerpt) {
        Map<Place, NatRule> merged = new LinkedHashMap<>();
        for (String family : List.of("ip", "ip6")) {
            RuleWalk walk = new RuleWalk(all, family);
            walk.walk(all, excerpt);
            walk.found.forEach((place, rule) ->
                    merged.merge(place, rule, (one, other) -> one.obstacle().isEmpty() ? one : other));
        }
        unreached(all, merged);
        return List.copyOf(merged.values());
    }

    private void walk(List<RuleChain> all, boolean excerpt) {
        List<RuleChain> bases = all.stream()
                .filter(chain -> chain.table().sees(family)
                        && chain.hook().filter(RuleHook::translatesSources).isPresent())
                .sorted(Comparator.comparingInt(
                        chain -> chain.hook().orElseThrow().priority()))
                .toList();
        for (RuleChain base : bases) {
            follow(base, List.of(), List.of(), new ArrayList<>(), 0);
        }
        assumed = true;
        for (RuleChain root : roots(all, bases, excerpt)) {
            follow(root, List.of(), List.of(), new ArrayList<>(), 0);
        }
    }

    /**
     * Returns chains that are taken for reached although nothing jumps to them: those of an excerpt, and those of a
     * table whose base chains have no rule at all, as in a script that somebody else's jumps lead to.
     */
    private List<RuleChain> roots(List<RuleChain> all, List<RuleChain> bases, boolean excerpt) {
        Set<RuleTable> inUse = new HashSet<>();
        bases.stream().filter(base -> !base.rules().isEmpty()).forEach(base -> inUse.add(base.table()));
        List<RuleChain> roots = new ArrayList<>();
        for (RuleChain chain : all) {
            boolean open = excerpt
                    || (!inUse.contains(chain.table())
                            && AFTER_ROUTING.matcher(chain.name()).matches());
            if (open && chain.table().sees(family) && chain.hook().isEmpty() && !isJumpedTo(chain)) {
                roots.add(chain);
            }
        }
        return roots;
    }

    private boolean isJumpedTo(RuleChain target) {
        return chains.getOrDefault(target.table(), Map.of()).values().stream()
                .flatMap(chain -> chain.rules().stream())
                .anyMatch(rule -> leadsTo(rule.effect(), target.name()));
    }

    private static boolean leadsTo(RuleEffect effect, String chain) {
        if (effect instanceof RuleEffect.Jump jump) {
            return jump.chain().equals(chain);
        }
        if (effect instanceof RuleEffect.Goto jump) {
            return jump.chain().equals(chain);
        }
        return effect instanceof RuleEffect.Dispatch map
                && map.cases().values().stream().anyMatch(one -> leadsTo(one, chain));
    }

    /**
     * Goes through a chain.
     *
     * @param known what holds for every packet that comes here
     * @param passed what keeps packets from the rest of this base chain
     */
    private void follow(
            RuleChain chain, List<NatRule.Step> path, List<RuleMatch> known, List<Taker> passed, int depth) {
        if (depth > DEPTH) {
            return;
        }
        List<Taker> returned = new ArrayList<>();
        List<RuleMatch> left = new ArrayList<>(known);
        int index = 0;
        for (ChainRule rule : chain.rules()) {
            List<RuleMatch> conditions = new ArrayList<>(left);
            boolean possible = true;
            for (RuleMatch match : rule.matches()) {
                if (match.field().equals(RuleMatch.FAMILY)) {
                    possible &= match.values().contains(family.equals("ip") ? "ipv4" : "ipv6") != match.negated();
                } else {
                    conditions.add(match);
                }
            }
            if (possible) {
                Scope scope = new Scope(chain, rule, index, path, conditions, passed, returned, depth);
                int before = passed.size() + returned.size();
                effect(scope, rule.effect());
                if (passed.size() + returned.size() > before) {
                    left.add(except(rule));
                }
            }
            index++;
        }
    }

    /**
     * Returns what holds behind a rule that keeps some packets from those after it, although they are not translated.
     */
    private RuleMatch except(ChainRule rule) {
        boolean simple = rule.matches().size() == 1
                && (rule.effect() instanceof RuleEffect.Return || rule.effect() instanceof RuleEffect.Accept);
        if (simple && !rule.matches().get(0).isByChance()) {
            return rule.matches().get(0).opposite();
        }
        exceptions++;
        return RuleMatch.of("not kept by", Integer.toString(exceptions));
    }

    private record Scope(
            RuleChain chain,
            ChainRule rule,
            int index,
            List<NatRule.Step> path,
            List<RuleMatch> conditions,
            List<Taker> passed,
            List<Taker> returned,
            int depth) {

        Taker taker(Obstacle.Reason reason) {
            return new Taker(chain, rule, conditions, reason);
        }

        Scope with(RuleMatch condition) {
            List<RuleMatch> more = new ArrayList<>(conditions);
            more.add(condition);
            return new Scope(chain, rule, index, path, more, passed, returned, depth);
        }
    }

    private void effect(Scope scope, RuleEffect effect) {
        if (effect instanceof RuleEffect.Accept) {
            scope.passed.add(scope.taker(Obstacle.Reason.PASSED));
        } else if (effect instanceof RuleEffect.Drop) {
            everywhere.add(scope.taker(Obstacle.Reason.TAKEN));
        } else if (effect instanceof RuleEffect.Return) {
            scope.returned.add(scope.taker(Obstacle.Reason.PASSED));
        } else if (effect instanceof RuleEffect.Jump jump) {
            jump(scope, jump.chain());
        } else if (effect instanceof RuleEffect.Goto jump) {
            jump(scope, jump.chain());
            scope.returned.add(scope.taker(Obstacle.Reason.PASSED));
        } else if (effect instanceof RuleEffect.Dispatch map) {
            map.cases().forEach((value, one) -> effect(scope.with(RuleMatch.of(map.field(), value)), one));
        } else if (effect instanceof RuleEffect.Translate translate) {
            add(scope, translate.translation());
            everywhere.add(scope.taker(Obstacle.Reason.TAKEN));
        } else if (effect instanceof RuleEffect.Untold) {
            add(scope, Translation.untold("unknown"));
        }
    }

    private void jump(Scope scope, String name) {
        RuleChain target = chains.getOrDefault(scope.chain.table(), Map.of()).get(name);
        if (target == null) {
            return;
        }
        List<NatRule.Step> path = new ArrayList<>(scope.path);
        path.add(new NatRule.Step(scope.chain, scope.rule));
        // What went back in this chain never jumps from here: such a taker counts for the rules of the other chain as
        // well.
        List<Taker> passed = new ArrayList<>(scope.passed);
        passed.addAll(scope.returned);
        int before = passed.size();
        follow(target, path, scope.conditions, passed, scope.depth + 1);
        scope.passed.addAll(passed.subList(before, passed.size()));
    }

    private void add(Scope scope, Translation translation) {
        Optional<Obstacle> obstacle = obstacle(scope);
        Place place = new Place(scope.chain.table(), scope.chain.name(), scope.index);
        NatRule rule = new NatRule(
                scope.chain,
                scope.rule,
                translation,
                scope.path,
                scope.conditions,
                obstacle,
                assumed,
                isOneClient(scope.conditions));
        found.merge(place, rule, (one, other) -> one.obstacle().isEmpty() ? one : other);
    }

    private Optional<Obstacle> obstacle(Scope scope) {
        for (List<Taker> takers : List.of(everywhere, scope.passed, scope.returned)) {
            for (Taker taker : takers) {
                if (taker.conditions.stream().allMatch(match -> match.isImpliedBy(scope.conditions))) {
                    return Optional.of(new Obstacle(taker.reason, Optional.of(taker.chain), Optional.of(taker.rule)));
                }
            }
        }
        return Optional.empty();
    }

    /** One address, or a mark that is set for one address or one Ethernet address only. */
    private boolean isOneClient(List<RuleMatch> conditions) {
        return conditions.stream().anyMatch(match -> match.isOneSource() || isMarkOfOne(match));
    }

    private boolean isMarkOfOne(RuleMatch match) {
        if (!match.field().equals(RuleMatch.MARK)
                || match.negated()
                || match.values().size() != 1) {
            return false;
        }
        List<List<RuleMatch>> setters = marks.getOrDefault(match.values().get(0), List.of());
        return setters.size() == 1
                && setters.get(0).stream()
                        .anyMatch(it -> it.isOneSource() || (it.field().equals(RuleMatch.MAC) && !it.negated()));
    }

    /** Adds the rules that translate in chains that nothing leads to. */
    private static void unreached(List<RuleChain> all, Map<Place, NatRule> merged) {
        for (RuleChain chain : all) {
            int index = 0;
            for (ChainRule rule : chain.rules()) {
                Place place = new Place(chain.table(), chain.name(), index);
                if (rule.effect() instanceof RuleEffect.Translate translate && !merged.containsKey(place)) {
                    merged.put(
                            place,
                            new NatRule(
                                    chain,
                                    rule,
                                    translate.translation(),
                                    List.of(),
                                    rule.matches(),
                                    Optional.of(new Obstacle(
                                            Obstacle.Reason.NOTHING_JUMPS, Optional.empty(), Optional.empty())),
                                    false,
                                    rule.matches().stream().anyMatch(RuleMatch::isOneSource)));
                }
                index++;
            }
        }
    }
}
