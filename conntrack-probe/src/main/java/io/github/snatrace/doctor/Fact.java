package io.github.snatrace.doctor;

import java.util.List;

/**
 * Something about a host that matters for the race.
 *
 * @param topic what it is about: kernel, counters, race, chains, table, rules, listeners, dns, namespaces,
 *     timestamps, price, drops
 * @param level how much it matters
 * @param fact what is the case
 * @param consequence what follows from it
 * @param advice what to do
 * @param rule the rule that it is about, in its tool's words; empty when it is about none
 * @param owner whose rule that is; empty when it is about none, unknown when that is not known
 * @param commands what changes it, for a shell; empty when there is nothing to change, or no command is known to be
 *     right
 * @param undo what takes the commands back
 */
public record Fact(
        String topic,
        Level level,
        String fact,
        String consequence,
        String advice,
        String rule,
        String owner,
        List<String> commands,
        List<String> undo) {

    /** How much a fact matters. */
    public enum Level {
        /** It costs connections, or will. */
        PROBLEM,
        /** It could not be found out. */
        UNKNOWN,
        /** Worth knowing. */
        NOTE,
        /** As it should be. */
        GOOD
    }

    /** Copies the lists. */
    public Fact {
        commands = List.copyOf(commands);
        undo = List.copyOf(undo);
    }

    /** A fact that is about no rule. */
    static Fact of(String topic, Level level, String fact, String consequence, String advice) {
        return new Fact(topic, level, fact, consequence, advice, "", "", List.of(), List.of());
    }
}
