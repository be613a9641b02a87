package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.DurationConverter;
import io.github.snatrace.commandline.Signals;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.metrics.ConntrackCollector;
import io.github.snatrace.metrics.MetricsOptions;
import io.github.snatrace.metrics.ObservedNamespace;
import io.github.snatrace.netns.NetworkNamespace;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells, interval by interval, what is counted. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what is counted, a line an interval, and the totals at the end: after --count intervals, at"
                    + " Ctrl+C, as soon as a"
                    + " condition of --fail-if holds for the totals so far, or when the process of --pid has ended.",
            "Columns are the counters that matter for the race, or those of --counter; others that changed are named"
                    + " at the end of the line.",
            "With --json a line is an object, the last one the totals."
        })
final class WatchCommand implements Callable<Integer> {
    private static final Pattern PROCESS = Pattern.compile("\\d{1,18}");

    private final Console console;
    private final BiFunction<Duration, CountDownLatch, Pace> pacing;
    private final Clock clock;

    @Mixin
    private final NamespaceOptions namespaceOptions = new NamespaceOptions();

    @Mixin
    private final CounterOptions counterOptions = new CounterOptions();

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "How long an interval is, as 500ms, 5s, 2m; default ${DEFAULT-VALUE}.")
    private Duration interval = Duration.ofSeconds(1);

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "0",
            description = "End after N intervals; 0, the default, goes on until Ctrl+C.")
    private long count;

    @Option(
            names = {"-a", "--all"},
            description = "A column for each counter.")
    private boolean all;

    @Mixin
    private final MetricsOptions metricsOptions = new MetricsOptions();

    @Option(
            names = "--metrics-of",
            paramLabel = "PID|NAME|PATH",
            description = "Publish the counters of this network namespace as well. Repeatable.")
    private List<String> others = new ArrayList<>();

    WatchCommand(Console console) {
        this(console, Pace::every, Clock.systemUTC());
    }

    WatchCommand(Console console, BiFunction<Duration, CountDownLatch, Pace> pacing, Clock clock) {
        this.console = console;
        this.pacing = pacing;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 0) {
            throw new UsageException("--count: expected 0 or more, not " + count);
        }
        List<Condition> conditions = counterOptions.conditions();
        NetworkNamespace namespace = namespaceOptions.namespace(console.host());
        if (!others.isEmpty() && !metricsOptions.isGiven()) {
            throw new UsageException("--metrics-of: expected --metrics or --metrics-file with it");
        }
        PrometheusRegistry registry = new PrometheusRegistry();
        if (metricsOptions.isGiven()) {
            registry.register(new ConntrackCollector(console.host(), observed(namespace)));
        }
        CountDownLatch stop = new CountDownLatch(1);
        Signals signals = Signals.open(List.of("INT", "TERM"), signal -> stop.countDown());
        try (MetricsOptions.Publication publication = metricsOptions.publish(registry, console.program())) {
            Pace pace = pacing.apply(interval, stop);
            return new Watch(
                            console,
                            namespaceOptions.reader(console.host(), namespace),
                            namespace,
                            counterOptions,
                            all,
                            conditions)
                    .run(
                            () -> {
                                boolean goesOn = pace.await();
                                publication.refresh();
                                return goesOn;
                            },
                            clock,
                            count);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            signals.close();
        }
    }

    /** Returns the namespaces whose counters are published, each with a reader of its own. */
    private List<ObservedNamespace> observed(NetworkNamespace watched) {
        List<ObservedNamespace> observed = new ArrayList<>();
        observed.add(new ObservedNamespace(namespaceOptions.label(), namespaceOptions.reader(console.host(), watched)));
        for (String other : new LinkedHashSet<>(others)) {
            if (other.isBlank()) {
                throw new UsageException("--metrics-of '" + other + "': expected a process, a name or a path");
            }
            boolean isProcess = PROCESS.matcher(other).matches();
            NetworkNamespace namespace;
            try {
                namespace =
                        isProcess ? NetworkNamespace.ofProcess(Long.parseLong(other)) : NamespaceChoice.named(other);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--metrics-of " + other + ": " + e.getMessage());
            }
            String label = isProcess ? "pid:" + other : other;
            if (!label.equals(namespaceOptions.label())) {
                observed.add(new ObservedNamespace(label, namespaceOptions.reader(console.host(), namespace)));
            }
        }
        return observed;
    }
}
