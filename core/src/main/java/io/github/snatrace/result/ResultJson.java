package io.github.snatrace.result;

import com.google.common.base.Splitter;
import io.github.snatrace.dial.CloseMode;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.dial.SourcePorts;
import io.github.snatrace.stats.Series;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** A run as one JSON object, in which what is not known is left out. */
final class ResultJson {

    private static final int SCHEMA = 1;

    /** Far enough from the end of a long that counts nanoseconds. */
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final ObjectWriteContext INDENTED = new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    };

    private final JsonGenerator json;

    private ResultJson(JsonGenerator json) {
        this.json = json;
    }

    static byte[] write(RunResult run) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(INDENTED, bytes)) {
            new ResultJson(json).run(run);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private void run(RunResult run) {
        Conditions conditions = run.conditions();
        FlatSchedule schedule = FlatSchedule.of(conditions.schedule());
        json.writeStartObject();
        field("schema", SCHEMA, json::writeNumber);
        field("ids", run.ids(), this::strings);
        field("target", conditions.target(), json::writeString);
        field("startedAt", run.startedAt(), this::text);
        field("endedAt", run.endedAt(), this::text);
        field("mode", schedule.mode(), json::writeString);
        field("workers", schedule.workers(), json::writeNumber);
        field("dialIntervalMicros", schedule.dialIntervalMicros(), json::writeNumber);
        field("rate", schedule.rate(), json::writeNumber);
        field("stepMicros", schedule.stepMicros(), json::writeNumber);
        field("sourcePorts", RunCondition.SOURCE_PORTS.of(conditions), this::text);
        field("timeoutMillis", (Double) RunCondition.TIMEOUT.of(conditions), json::writeNumber);
        field("close", RunCondition.CLOSE.of(conditions), this::text);
        field("topology", conditions.topology(), json::writeString);
        field("attempts", run.outcomes().attempts(), json::writeNumber);
        field("skipped", run.skipped(), json::writeNumber);
        object(
                "outcomes",
                () -> run.outcomes()
                        .counts()
                        .forEach((outcome, count) -> field(outcome.name(), count, json::writeNumber)));
        percentiles("connectMillis", run.connectMillis());
        slow(run.slow());
        percentiles("latenessMillis", run.latenessMillis());
        field("perSecond", run.perSecond(), json::writeNumber);
        field("valid", run.valid(), json::writeBoolean);
        field("invalidBecause", run.invalidBecause(), this::strings);
        field("kernel", conditions.kernel(), json::writeString);
        field("cpus", conditions.cpus(), json::writeNumber);
        explanation(run.explanation());
        histograms(run.distributions());
        series(run.series());
        json.writeEndObject();
    }

    private void percentiles(String name, @Nullable Percentiles percentiles) {
        if (percentiles != null) {
            object(name, () -> {
                field("p50", percentiles.p50(), json::writeNumber);
                field("p90", percentiles.p90(), json::writeNumber);
                field("p95", percentiles.p95(), json::writeNumber);
                field("p99", percentiles.p99(), json::writeNumber);
                field("p999", percentiles.p999(), json::writeNumber);
                field("max", percentiles.max(), json::writeNumber);
            });
        }
    }

    private void slow(@Nullable SlowConnects slow) {
        if (slow != null) {
            object("slow", () -> {
                field("retransmitted1s", slow.retransmitted1s(), json::writeNumber);
                field("retransmitted3s", slow.retransmitted3s(), json::writeNumber);
                field("retransmitted7s", slow.retransmitted7s(), json::writeNumber);
                field("from2To50ms", slow.from2To50ms(), json::writeNumber);
            });
        }
    }

    private void explanation(@Nullable Explanation explanation) {
        if (explanation != null) {
            object("verdict", () -> {
                field("cause", explanation.cause(), json::writeString);
                field("sentence", explanation.sentence(), json::writeString);
                field("causes", explanation.causes(), this::shares);
                field("lost", explanation.lost(), this::strings);
            });
        }
    }

    private void shares(List<Explanation.Share> shares) {
        json.writeStartArray();
        for (Explanation.Share share : shares) {
            json.writeStartObject();
            field("cause", share.cause(), json::writeString);
            field("count", share.count(), json::writeNumber);
            field("atLeast", share.atLeast(), json::writeNumber);
            field("atMost", share.atMost(), json::writeNumber);
            field("confidence", share.confidence(), json::writeString);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void histograms(@Nullable Distributions distributions) {
        if (distributions != null) {
            object("histograms", () -> {
                object("elapsed", () -> distributions.elapsed().forEach(this::histogram));
                field("lateness", Distributions.encode(distributions.lateness()), json::writeString);
            });
        }
    }

    private void histogram(Outcome outcome, Histogram histogram) {
        field(outcome.name(), Distributions.encode(histogram), json::writeString);
    }

    private void series(@Nullable Series series) {
        if (series != null) {
            object("series", () -> {
                field("startedAt", series.startedAt(), this::text);
                field("stepMillis", series.step().toMillis(), json::writeNumber);
                field("attempts", series, some -> counts(some, Series.Interval::attempts));
                field("failures", series, some -> counts(some, Series.Interval::failures));
            });
        }
    }

    private void counts(Series series, ToLongFunction<Series.Interval> count) {
        long[] counts = series.intervals().stream().mapToLong(count).toArray();
        json.writeArray(counts, 0, counts.length);
    }

    private void strings(List<String> strings) {
        json.writeArray(strings.toArray(String[]::new), 0, strings.size());
    }

    private void text(Object value) {
        json.writeString(value.toString());
    }

    private void object(String name, Runnable fields) {
        json.writeName(name);
        json.writeStartObject();
        fields.run();
        json.writeEndObject();
    }

    private <T> void field(String name, @Nullable T value, Consumer<T> writer) {
        if (value != null) {
            json.writeName(name);
            writer.accept(value);
        }
    }

    /**
     * Reads what {@link #write} wrote, or another program that knows less.
     *
     * @throws IllegalArgumentException if it is something else, in one line that names the place
     */
    static RunResult read(byte[] text) {
        JsonValue json = JsonValue.parse(JSON, text);
        Long schema = json.optional("schema", JsonValue::integer);
        if (schema != null && schema != SCHEMA) {
            throw new IllegalArgumentException("schema " + schema + ": expected " + SCHEMA);
        }
        return new RunResult(
                listOrNone(json.optional("ids", ids -> ids.list(JsonValue::string))),
                conditions(json),
                json.optional("startedAt", ResultJson::instant),
                json.optional("endedAt", ResultJson::instant),
                outcomes(json),
                orZero(json.optional("skipped", JsonValue::count)),
                json.optional("connectMillis", ResultJson::percentiles),
                json.optional("slow", ResultJson::slow),
                json.optional("latenessMillis", ResultJson::percentiles),
                json.optional("valid", JsonValue::bool),
                listOrNone(json.optional("invalidBecause", reasons -> reasons.list(JsonValue::string))),
                json.optional("histograms", ResultJson::histograms),
                json.optional("series", ResultJson::series),
                json.optional("verdict", ResultJson::explanation));
    }

    private static Conditions conditions(JsonValue json) {
        return new Conditions(
                json.optional("target", JsonValue::string),
                new FlatSchedule(
                                json.optional("mode", JsonValue::string),
                                json.optional("workers", JsonValue::small),
                                json.optional("dialIntervalMicros", JsonValue::real),
                                json.optional("rate", JsonValue::real),
                                json.optional("stepMicros", JsonValue::real))
                        .schedule(),
                json.optional("sourcePorts", ports -> ports.parsed(ResultJson::ports)),
                json.optional("timeoutMillis", millis -> Conditions.duration(millis.real(), 1e6)),
                json.optional("close", close -> close.parsed(name -> CloseMode.valueOf(name.toUpperCase(Locale.ROOT)))),
                json.optional("topology", JsonValue::string),
                json.optional("kernel", JsonValue::string),
                json.optional("cpus", JsonValue::small));
    }

    private static Outcomes outcomes(JsonValue json) {
        long attempts = json.required("attempts", JsonValue::count);
        Map<Outcome, Long> counts =
                json.required("outcomes", outcomes -> outcomes.byName(Outcome.class, JsonValue::count));
        Outcomes outcomes = new Outcomes(counts);
        if (outcomes.attempts() != attempts) {
            throw new IllegalArgumentException(
                    outcomes.attempts() + " outcomes: expected one for each of the " + attempts + " attempts");
        }
        return outcomes;
    }

    private static SourcePorts ports(String text) {
        List<String> ends = Splitter.on('-').splitToList(text);
        if (ends.size() != 2) {
            throw new IllegalArgumentException("'" + text + "': expected LOW-HIGH");
        }
        return new SourcePorts(Integer.parseInt(ends.get(0)), Integer.parseInt(ends.get(1)));
    }

    private static Percentiles percentiles(JsonValue json) {
        return new Percentiles(
                json.required("p50", JsonValue::real),
                json.required("p90", JsonValue::real),
                json.required("p95", JsonValue::real),
                json.required("p99", JsonValue::real),
                json.required("p999", JsonValue::real),
                json.required("max", JsonValue::real));
    }

    private static SlowConnects slow(JsonValue json) {
        return new SlowConnects(
                json.required("retransmitted1s", JsonValue::count),
                json.required("retransmitted3s", JsonValue::count),
                json.required("retransmitted7s", JsonValue::count),
                json.required("from2To50ms", JsonValue::count));
    }

    private static Explanation explanation(JsonValue json) {
        return new Explanation(
                json.required("cause", JsonValue::string),
                json.required("sentence", JsonValue::string),
                json.required("causes", causes -> causes.list(ResultJson::share)),
                listOrNone(json.optional("lost", lost -> lost.list(JsonValue::string))));
    }

    private static Explanation.Share share(JsonValue json) {
        return new Explanation.Share(
                json.required("cause", JsonValue::string),
                json.required("count", JsonValue::count),
                json.required("atLeast", JsonValue::count),
                json.required("atMost", JsonValue::count),
                json.required("confidence", JsonValue::string));
    }

    private static Distributions histograms(JsonValue json) {
        return new Distributions(
                json.required("elapsed", texts -> texts.byName(Outcome.class, ResultJson::histogram)),
                json.required("lateness", ResultJson::histogram));
    }

    private static Histogram histogram(JsonValue json) {
        String text = json.string();
        try {
            return Distributions.decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(json.name() + ": " + e.getMessage(), e);
        }
    }

    private static Series series(JsonValue json) {
        long first = json.required("startedAt", ResultJson::instant).toEpochMilli();
        long step = json.required("stepMillis", JsonValue::integer);
        List<Long> attempts = json.required("attempts", counts -> counts.list(JsonValue::count));
        List<Long> failures = json.required("failures", counts -> counts.list(JsonValue::count));
        if (attempts.size() != failures.size()) {
            throw new IllegalArgumentException(
                    "series of " + attempts.size() + " intervals with failures of " + failures.size());
        }
        try {
            return new Series(
                    first / Math.max(1, step),
                    Duration.ofMillis(step),
                    IntStream.range(0, attempts.size())
                            .mapToObj(i -> new Series.Interval(failures.get(i), attempts.get(i)))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("series: " + e.getMessage(), e);
        }
    }

    private static Instant instant(JsonValue json) {
        return json.parsed(text -> {
            Instant instant = Instant.parse(text);
            if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
                throw new IllegalArgumentException(text + ": expected an instant between 1970 and 2200");
            }
            return instant;
        });
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    private static List<String> listOrNone(@Nullable List<String> strings) {
        return strings == null ? List.of() : strings;
    }
}
