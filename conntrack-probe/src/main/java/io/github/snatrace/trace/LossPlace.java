package io.github.snatrace.trace;

/** Where a SYN ended; the names are a contract. */
public enum LossPlace {
    /**
     * In this host, before confirmation: dropped by a rule, a filter, a queue of one, a missing route, or a full table.
     */
    RULES,
    /** In this host, at confirmation: its translated tuple could not be entered into the connection tracking table. */
    CONFIRMATION,
    /** In this host, where exactly cannot be told with two taps. */
    HOST,
    /** It left this host, and no answer came back. */
    BEYOND,
    /** It was answered, and the answer did not get through to whoever had asked. */
    ANSWER
}
