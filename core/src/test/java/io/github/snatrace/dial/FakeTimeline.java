package io.github.snatrace.dial;

import java.util.Map;
import java.util.TreeMap;

/** A clock that moves when it is told to, and does what was arranged for an instant when that has come. */
final class FakeTimeline implements Timeline {

    /** What the wall clock is ahead of the monotonic one. */
    static final long EPOCH_OFFSET = 1_700_000_000_000_000_000L;

    private final TreeMap<Long, Runnable> arranged = new TreeMap<>();
    private long nanos;
    private int slept;

    /** Arranges what happens when an instant has come. */
    void at(long whenNanos, Runnable event) {
        arranged.put(whenNanos, event);
    }

    /** Moves on, but not back. */
    void moveTo(long toNanos) {
        nanos = Math.max(nanos, toNanos);
        while (!arranged.isEmpty() && arranged.firstKey() <= nanos) {
            Map.Entry<Long, Runnable> first = arranged.firstEntry();
            arranged.remove(first.getKey());
            first.getValue().run();
        }
    }

    /** Returns when the next arranged event is, or the end of time. */
    long nextEvent() {
        return arranged.isEmpty() ? Long.MAX_VALUE : arranged.firstKey();
    }

    /** Returns how often the loop slept. */
    int slept() {
        return slept;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long epochNanos() {
        return nanos + EPOCH_OFFSET;
    }

    @Override
    public void sleepUntil(long untilNanos) {
        moveTo(untilNanos);
        slept++;
    }

    @Override
    public long spinUntil(long untilNanos) {
        moveTo(untilNanos);
        return nanos;
    }
}
