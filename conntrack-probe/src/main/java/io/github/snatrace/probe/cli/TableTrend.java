package io.github.snatrace.probe.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** Says when a connection tracking table will be full, from how it filled lately. */
final class TableTrend {
    private static final int MOST = 60;
    private static final int FEWEST = 5;
    private static final double LONGEST_SECONDS = 86_400;

    private record Point(double seconds, double entries) {}

    private final Deque<Point> points = new ArrayDeque<>();

    /** Adds how many entries there were at a moment, in seconds from any start; moments only grow. */
    void add(double seconds, long entries) {
        points.add(new Point(seconds, entries));
        if (points.size() > MOST) {
            points.remove();
        }
    }

    /** Forgets what was: another table. */
    void clear() {
        points.clear();
    }

    /**
     * Returns in how many seconds the line through the last points meets {@code most}; empty where there are too few of
     * them, it does not rise, or not within a day.
     */
    OptionalDouble secondsToFull(long most) {
        Point last = points.peekLast();
        if (last == null || points.size() < FEWEST) {
            return OptionalDouble.empty();
        }
        double meanSeconds =
                points.stream().mapToDouble(Point::seconds).average().orElse(0);
        double meanEntries =
                points.stream().mapToDouble(Point::entries).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (Point point : points) {
            covariance += (point.seconds() - meanSeconds) * (point.entries() - meanEntries);
            variance += (point.seconds() - meanSeconds) * (point.seconds() - meanSeconds);
        }
        double seconds = (most - last.entries()) * variance / covariance;
        return covariance > 0 && seconds >= 0 && seconds <= LONGEST_SECONDS
                ? OptionalDouble.of(seconds)
                : OptionalDouble.empty();
    }
}
