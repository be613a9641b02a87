package io.github.snatrace.client.page;

import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.result.SimultaneousRuns;
import io.github.snatrace.stats.Series;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What the script of a report draws its charts from. */
public record ChartData(List<Side> sides) {

    private static final Duration SHORTEST_DRAWN = Duration.ofMillis(100);

    private static final int STEPS_PER_HALF_DISTANCE = 8;

    /**
     * A side.
     *
     * @param spectrum of the elapsed times of the connects; empty if that is not known
     */
    record Side(String name, List<Part> timeline, List<Point> spectrum) {}

    /**
     * A stretch of the timeline.
     *
     * @param first how much of the first interval the runs took of its length, more than 0 and at most 1
     * @param last the same of the last interval
     * @param insertFailed how far the counter moved meanwhile; null if that is not known
     */
    record Part(
            Instant startedAt,
            double stepSeconds,
            double first,
            double last,
            List<Long> attempts,
            List<Long> failures,
            @Nullable Long insertFailed) {}

    /**
     * A point of a percentile spectrum.
     *
     * @param oneIn the share of connects that took longer, as one in so many
     */
    record Point(double oneIn, double millis) {}

    static ChartData of(RunReport report) {
        return new ChartData(report.sides().stream()
                .map(side -> new Side(
                        side.name(),
                        side.stretches().stream()
                                .map(stretch -> part(side, stretch))
                                .toList(),
                        side.connected().map(ChartData::spectrum).orElse(List.of())))
                .toList());
    }

    /** JSON that may stand in a script element: whatever the names are, it has no end tag and no comment in it. */
    String format() {
        return JsonMapper.shared().writeValueAsString(this).replace("<", "\\u003c");
    }

    private static Part part(ReportSide side, SimultaneousRuns stretch) {
        boolean only = side.stretches().size() == 1;
        OptionalLong moved = ReportSide.moved(
                side.counters().stream()
                        .filter(change -> only || ranIn(stretch, change.place()))
                        .toList(),
                Counter.INSERT_FAILED);
        Series series = drawn(stretch.series());
        return new Part(
                series.startedAt(),
                series.step().toMillis() / 1e3,
                share(
                        series,
                        times(stretch, RunResult::startedAt)
                                .min(Instant::compareTo)
                                .map(start -> Duration.between(
                                        start, series.startedAt().plus(series.step())))),
                share(
                        series,
                        times(stretch, RunResult::endedAt)
                                .max(Instant::compareTo)
                                .map(end -> Duration.between(series.endedAt().minus(series.step()), end))),
                series.intervals().stream().map(Series.Interval::attempts).toList(),
                series.intervals().stream().map(Series.Interval::failures).toList(),
                moved.isPresent() ? moved.getAsLong() : null);
    }

    /** Statistics take the finest intervals there are; to the eye, the rates of a few attempts each are noise. */
    private static Series drawn(Series series) {
        Duration length = Duration.between(series.startedAt(), series.endedAt());
        return series.inAtMost(Math.toIntExact(length.dividedBy(SHORTEST_DRAWN)) + 2);
    }

    private static Stream<Instant> times(SimultaneousRuns stretch, Function<RunResult, @Nullable Instant> time) {
        return stretch.files().stream().flatMap(file -> Stream.ofNullable(time.apply(file.result())));
    }

    /** An interval that was hardly begun counts for a tenth, for a rate over next to nothing would hide all others. */
    private static double share(Series series, Optional<Duration> taken) {
        double step = series.step().toNanos();
        return taken.map(part -> Math.max(0.1, Math.min(1, part.toNanos() / step)))
                .orElse(1.0);
    }

    private static boolean ranIn(SimultaneousRuns stretch, Path directory) {
        return stretch.files().stream().anyMatch(file -> file.directory().equals(directory));
    }

    private static List<Point> spectrum(Histogram histogram) {
        List<Point> points = new ArrayList<>();
        long count = histogram.getTotalCount();
        if (count == 0) {
            return points;
        }
        points.add(new Point(1, histogram.getMinValue() / 1e6));
        for (HistogramIterationValue step : histogram.percentiles(STEPS_PER_HALF_DISTANCE)) {
            long longer = count - step.getTotalCountToThisValue();
            double oneIn = longer == 0 ? count : (double) count / longer;
            Point point = new Point(oneIn, step.getValueIteratedTo() / 1e6);
            if (oneIn > points.get(points.size() - 1).oneIn()) {
                points.add(point);
            } else if (longer == 0) {
                points.set(points.size() - 1, point);
            }
        }
        return points;
    }
}
