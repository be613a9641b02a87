package io.github.snatrace.testing;

import io.github.snatrace.compare.Comparison;
import io.github.snatrace.dial.DialResult;
import org.jspecify.annotations.Nullable;

/**
 * Where assertions of results begin.
 *
 * <pre>{@code
 * assertThat(Dialer.run(plan)).isValid().hasNoFailures();
 * }</pre>
 */
public final class DialAssertions {

    private DialAssertions() {}

    /** Returns assertions of what a run came to. */
    public static DialResultAssert assertThat(@Nullable DialResult actual) {
        return new DialResultAssert(actual);
    }

    /** Returns assertions of a comparison of two rates of failure. */
    public static ComparisonAssert assertThat(@Nullable Comparison actual) {
        return new ComparisonAssert(actual);
    }
}
