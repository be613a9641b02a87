package io.github.snatrace.doctor;

/**
 * Something about a host that matters for the race.
 *
 * @param topic what it is about: kernel, counters, table, rules, timestamps
 * @param level how much it matters
 * @param fact what is the case
 * @param consequence what follows from it
 * @param advice what to do
 */
public record Fact(String topic, Level level, String fact, String consequence, String advice) {

    /** How much a fact matters. */
    public enum Level {
        /** As it should be. */
        GOOD,
        /** Worth knowing. */
        NOTE,
        /** It costs connections, or will. */
        PROBLEM,
        /** It could not be found out. */
        UNKNOWN
    }
}
