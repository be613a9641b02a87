package io.github.snatrace.result;

import java.util.List;

/**
 * Why connects of a run failed, as somebody who looked at the kernel's counters has put it. What the causes are called
 * is theirs to say.
 *
 * @param cause that of most failures, NONE if nothing failed
 * @param sentence the same for people, in one line
 * @param causes what each cost, the most costly first
 * @param lost some of the SYNs that were lost, by name, a line each; empty if nobody followed them
 */
public record Explanation(String cause, String sentence, List<Share> causes, List<String> lost) {

    /** Copies the lists. */
    public Explanation {
        causes = List.copyOf(causes);
        lost = List.copyOf(lost);
    }

    /**
     * What a cause cost.
     *
     * @param count connects
     * @param atLeast so many for certain
     * @param atMost so many if everything that is possible was so
     * @param confidence high, medium or low
     */
    public record Share(String cause, long count, long atLeast, long atMost, String confidence) {}
}
