package io.github.snatrace.dial;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param called whether it came to the call of connect(2)
 * @param error the exception behind an outcome that has one
 */
record Ending(Outcome outcome, boolean called, @Nullable IOException error) {

    static final Ending CONNECTED = new Ending(Outcome.CONNECTED, true, null);
    static final Ending TIMED_OUT = new Ending(Outcome.TIMED_OUT, true, null);
    static final Ending CANCELLED = new Ending(Outcome.CANCELLED, true, null);
}
