package io.github.snatrace.result;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Connects that succeeded, but took as long as one whose SYN was lost and sent again: after 1 s, then 3 and 7 s
 * (kernels since 6.5 try every second at first). A SYN that meets a TIME_WAIT is sent again within milliseconds.
 *
 * @param retransmitted1s from 0.9 s to 2.9 s
 * @param retransmitted3s from 2.9 s to 6.9 s
 * @param retransmitted7s 6.9 s and longer
 * @param from2To50ms from 2 to 50 ms, which a busy machine may take as well
 */
public record SlowConnects(long retransmitted1s, long retransmitted3s, long retransmitted7s, long from2To50ms) {

    /** Counts those of a distribution of nanoseconds. */
    public static SlowConnects of(Histogram connected) {
        long[] counts = new long[4];
        for (HistogramIterationValue recorded : connected.recordedValues()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(connected.medianEquivalentValue(recorded.getValueIteratedTo()));
            int band = band(millis);
            if (band >= 0) {
                counts[band] += recorded.getCountAddedInThisIterationStep();
            }
        }
        return new SlowConnects(counts[0], counts[1], counts[2], counts[3]);
    }

    private static int band(long millis) {
        if (millis >= 6_900) {
            return 2;
        }
        if (millis >= 2_900) {
            return 1;
        }
        if (millis >= 900) {
            return 0;
        }
        return millis >= 2 && millis < 50 ? 3 : -1;
    }
}
