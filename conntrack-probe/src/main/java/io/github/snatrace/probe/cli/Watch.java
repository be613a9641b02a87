package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.Program;
import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CpuCounters;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.netns.NamespaceGoneException;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.snapshot.NamespaceReader;
import io.github.snatrace.snapshot.ProtocolCounter;
import io.github.snatrace.snapshot.ProtocolCounters;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One watch: reads at a pace, writes what was counted in each interval, and adds it up.
 *
 * <p>It survives its namespace going away: the intervals without counters are named, and when a namespace of that name
 * comes back, its counters are taken from zero. The namespace of a process does not come back, so that watch ends.
 */
final class Watch {
    private final Console console;
    private final ConntrackReader reader;
    private final NetworkNamespace namespace;
    private final CounterOptions options;
    private final boolean all;
    private final List<Condition> conditions;

    Watch(
            Console console,
            ConntrackReader reader,
            NetworkNamespace namespace,
            CounterOptions options,
            boolean all,
            List<Condition> conditions) {
        this.console = console;
        this.reader = reader;
        this.namespace = namespace;
        this.options = options;
        this.all = all;
        this.conditions = conditions;
    }

    int run(Pace pace, Clock clock, long count) throws IOException, InterruptedException {
        ConntrackStats last = reader.read();
        options.check(console, last.total().keySet());
        NamespaceOptions.warnIfElsewhere(console, namespace, last);
        Instant started = clock.instant();
        Instant lastRead = started;
        Totals totals = new Totals(last);
        TableTrend trend = new TableTrend();
        OptionalLong maxEntries = ConntrackReader.maxEntries(console.host());
        OptionalLong forwarded = forwarded();
        WatchOutput output = options.json
                ? new WatchOutput.Json(console.out(), options.selection(true))
                : new WatchOutput.Text(console.program().terminal().out(), last, options.selection(all));
        boolean goesOn = true;
        boolean gone = false;
        for (long interval = 0; goesOn && (count == 0 || interval < count) && pace.await(); interval++) {
            Instant now = clock.instant();
            try {
                ConntrackStats stats = reader.read();
                ConntrackDelta delta = stats.since(last);
                OptionalLong forwardedNow = forwarded();
                stats.entries()
                        .ifPresent(entries ->
                                trend.add(Duration.between(started, now).toNanos() / 1e9, entries));
                output.interval(
                        now,
                        Duration.between(lastRead, now),
                        delta,
                        new WatchOutput.Surroundings(
                                since(forwardedNow, forwarded),
                                maxEntries,
                                maxEntries.isPresent()
                                        ? trend.secondsToFull(maxEntries.getAsLong())
                                        : OptionalDouble.empty()));
                forwarded = forwardedNow;
                totals.add(delta);
                last = stats;
                lastRead = now;
                gone = false;
            } catch (NamespaceGoneException e) {
                gone = said(gone, e);
                trend.clear();
                output.gone(now, String.valueOf(e.getMessage()));
                last = totals.zero();
                forwarded = OptionalLong.of(0);
                lastRead = now;
                goesOn = !(namespace instanceof NetworkNamespace.OfProcess);
            } catch (IOException e) {
                // The namespace may be on its way out or in: not a reason to lose what was seen so far.
                gone = said(gone, e);
                output.gone(now, Program.reason(e));
            }
            goesOn &= conditions.stream()
                            .noneMatch(condition -> condition.judge(totals.delta()) == Condition.Judgement.HOLDS)
                    && !console.out().checkError();
        }
        output.totals(Duration.between(started, clock.instant()), totals.delta());
        return Condition.report(console, conditions, condition -> condition.judge(totals.delta()));
    }

    /** Returns how many packets the namespace has forwarded; empty where it does not tell. */
    private OptionalLong forwarded() {
        try {
            ProtocolCounters counters = new NamespaceReader(console.host(), namespace).readProtocols();
            OptionalLong inet = counters.value(ProtocolCounter.IP_FORWARDED);
            OptionalLong inet6 = counters.value(ProtocolCounter.IP6_FORWARDED);
            return inet.isEmpty() && inet6.isEmpty() ? inet : OptionalLong.of(inet.orElse(0) + inet6.orElse(0));
        } catch (IOException | TextFormatException e) {
            // It is a remark beside the counters; what is wrong with the namespace is said with those.
            return OptionalLong.empty();
        }
    }

    private static OptionalLong since(OptionalLong now, OptionalLong then) {
        return now.isPresent() && then.isPresent() && now.getAsLong() >= then.getAsLong()
                ? OptionalLong.of(now.getAsLong() - then.getAsLong())
                : OptionalLong.empty();
    }

    private boolean said(boolean before, IOException e) {
        if (!before) {
            console.say(Program.reason(e));
        }
        return true;
    }

    /** What all intervals counted together. */
    private static final class Totals {
        private final ConntrackStats first;
        private @Nullable ConntrackDelta sum;

        Totals(ConntrackStats first) {
            this.first = first;
        }

        void add(ConntrackDelta delta) {
            sum = sum == null ? delta : sum.plus(delta);
        }

        ConntrackDelta delta() {
            return sum == null ? first.since(first) : sum;
        }

        /** Returns the counters of a namespace that has just been made. */
        ConntrackStats zero() {
            List<CpuCounters> cpus = new ArrayList<>();
            for (CpuCounters cpu : first.cpus()) {
                SortedMap<Counter, Long> zero = new TreeMap<>(cpu.counters());
                zero.replaceAll((counter, value) -> 0L);
                cpus.add(new CpuCounters(cpu.cpu(), zero));
            }
            return new ConntrackStats(first.source(), cpus, OptionalLong.empty());
        }
    }
}
