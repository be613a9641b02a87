package io.github.snatrace.diagnosis;

import java.util.List;

/**
 * The connects that stalled, as a trace accounts for them: those whose lost SYN it names, those that are explained
 * otherwise, and the rest, together all of them. Immutable.
 *
 * @param named how many connects the trace saw losing a SYN
 * @param otherwise how many others counters explain
 * @param unexplained how many nothing explains
 * @param losses the first lost SYN of each connect that is named, in the order of time; with others' among them where
 *     the trace saw more losses than connects stalled
 */
public record NamedLosses(long named, long otherwise, long unexplained, List<TracedLosses.Loss> losses) {

    /** Copies the list. */
    public NamedLosses {
        losses = List.copyOf(losses);
    }
}
