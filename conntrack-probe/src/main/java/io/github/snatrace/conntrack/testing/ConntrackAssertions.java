package io.github.snatrace.conntrack.testing;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.snapshot.NamespaceDelta;
import org.jspecify.annotations.Nullable;

/**
 * Where assertions of counters and verdicts begin.
 *
 * <pre>{@code
 * assertThat(after.since(before)).isValid().hasNoInsertFailures();
 * }</pre>
 */
public final class ConntrackAssertions {

    private ConntrackAssertions() {}

    /** Returns assertions of what connection tracking counted. */
    public static ConntrackDeltaAssert assertThat(@Nullable ConntrackDelta actual) {
        return new ConntrackDeltaAssert(actual);
    }

    /** Returns assertions of what connection tracking counted in a namespace; one that does not tell is not valid. */
    public static ConntrackDeltaAssert assertThat(@Nullable NamespaceDelta actual) {
        return new ConntrackDeltaAssert(
                actual == null ? null : actual.conntrack().orElse(ConntrackDeltaAssert.NOT_TOLD));
    }

    /** Returns assertions of why connects failed. */
    public static VerdictAssert assertThat(@Nullable Verdict actual) {
        return new VerdictAssert(actual);
    }
}
