package io.github.snatrace.result;

import com.google.common.collect.Maps;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.stats.Snapshot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * The distributions that the percentiles of a run are from, in nanoseconds. Immutable as long as nobody writes to its
 * histograms.
 *
 * @param elapsed the elapsed times of the attempts that ended so; outcomes that did not happen are absent
 * @param lateness how far behind their due times the attempts began
 */
public record Distributions(Map<Outcome, Histogram> elapsed, Histogram lateness) {

    public Distributions {
        elapsed = Maps.immutableEnumMap(Maps.filterValues(elapsed, histogram -> histogram.getTotalCount() > 0));
    }

    static Distributions of(Snapshot total) {
        Map<Outcome, Histogram> elapsed = new EnumMap<>(Outcome.class);
        total.outcomes().counts().keySet().forEach(outcome -> elapsed.put(outcome, total.elapsed(outcome)));
        return new Distributions(elapsed, total.lateness());
    }

    /** Returns the distribution of the elapsed times of the attempts that ended so, which may be one of nothing. */
    public Histogram elapsed(Outcome outcome) {
        Histogram histogram = elapsed.get(outcome);
        return histogram == null ? new Histogram(lateness.getNumberOfSignificantValueDigits()) : histogram.copy();
    }

    /** Returns how many attempts ended how. */
    public Outcomes outcomes() {
        return new Outcomes(Maps.transformValues(elapsed, Histogram::getTotalCount));
    }

    /** Returns the distributions of both runs together. */
    public Distributions plus(Distributions other) {
        Map<Outcome, Histogram> sums = new EnumMap<>(Outcome.class);
        sums.putAll(elapsed);
        other.elapsed.forEach((outcome, histogram) -> sums.merge(outcome, histogram, Distributions::add));
        return new Distributions(sums, add(lateness, other.lateness));
    }

    /** Returns how many values there are; the values themselves would fill pages. */
    @Override
    public String toString() {
        return "distributions of " + outcomes();
    }

    /** Returns a histogram as its logs have it: HdrHistogram's compressed form, in Base64. */
    static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException | RuntimeException e) {
            throw new IllegalArgumentException("no HdrHistogram in compressed form: " + e.getMessage(), e);
        }
    }

    private static Histogram add(Histogram one, Histogram other) {
        Histogram sum = one.copy();
        sum.add(other);
        return sum;
    }
}
