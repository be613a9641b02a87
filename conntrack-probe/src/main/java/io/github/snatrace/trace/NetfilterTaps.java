package io.github.snatrace.trace;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The taps of one namespace by rules: what they log, read and put in words of sightings. */
final class NetfilterTaps implements SynSource {
    private static final int MOST_A_SECOND = 50_000;
    private static final int TRIES = 20;
    private static final int LOWEST_GROUP = 1024;
    private static final int HIGHEST_GROUP = 65_000;
    private static final Duration WAIT = Duration.ofMillis(50);
    private static final long COUNTERS_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Pattern DEVICE = Pattern.compile("(?m)^\\s*(\\S+):");
    private static final Pattern COUNTER =
            Pattern.compile("\"name\": \"over_log_(\\w+)\".*?\"packets\": (\\d+)", Pattern.DOTALL);
    private static final String INSTEAD =
            "; two packet sockets need no rules, and CAP_NET_RAW alone: --inside IF --outside IF, the interfaces "
                    + "before and behind the translation";

    private final Host host;
    private final NetworkNamespace namespace;
    private final TapRules rules;
    private final Map<TapPoint, NetlinkLog> logs;
    private final NftSession nft;
    private final NetlinkConversation conntrack;
    private final LongSupplier clock;
    private final Set<String> devices = new HashSet<>();
    private final Set<Integer> deviceNumbers = new HashSet<>();
    private final Set<Endpoint> backends = new HashSet<>();
    private final Map<String, Long> over = new HashMap<>();
    private boolean leavingIsSeen = true;
    private long startNanos;
    private long countedNanos;

    private NetfilterTaps(
            Host host,
            NetworkNamespace namespace,
            TapRules rules,
            Map<TapPoint, NetlinkLog> logs,
            NftSession nft,
            NetlinkConversation conntrack,
            LongSupplier clock) {
        this.host = host;
        this.namespace = namespace;
        this.rules = rules;
        this.logs = logs;
        this.nft = nft;
        this.conntrack = conntrack;
        this.clock = clock;
    }

    static NetfilterTaps open(
            Host host, NetworkNamespace namespace, List<TraceTarget> targets, Set<TransportProtocol> protocols)
            throws IOException {
        LongSupplier clock = () -> nanos(Clock.systemUTC().instant());
        Map<TapPoint, NetlinkLog> logs = new EnumMap<>(TapPoint.class);
        NetlinkConversation conntrack = null;
        NftSession nft = null;
        boolean opened = false;
        try {
            int group = groups(host, namespace, logs, clock);
            TapRules rules = new TapRules("snat_race_trace_" + group, group, targets, protocols, MOST_A_SECOND);
            conntrack = Netlink.of(host).converse(namespace, Netlink.NETFILTER);
            nft = NftSession.open(host, namespace);
            NetfilterTaps taps = new NetfilterTaps(host, namespace, rules, logs, nft, conntrack, clock);
            taps.tap();
            opened = true;
            return taps;
        } catch (UnavailableException e) {
            throw new UnavailableException(e.getMessage() + INSTEAD);
        } finally {
            if (!opened) {
                close(logs, nft, conntrack);
            }
        }
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /** Opens a log for each tap, in groups that nobody else has, and returns the first of them. */
    private static int groups(Host host, NetworkNamespace namespace, Map<TapPoint, NetlinkLog> logs, LongSupplier clock)
            throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST_GROUP, HIGHEST_GROUP);
            for (TapPoint point : TapPoint.values()) {
                Optional<NetlinkLog> log = NetlinkLog.open(host, namespace, first + point.number(), clock);
                if (log.isEmpty()) {
                    break;
                }
                logs.put(point, log.get());
            }
            if (logs.size() == TapPoint.values().length) {
                return first;
            }
            logs.values().forEach(NetlinkLog::close);
            logs.clear();
        }
        throw new IOException("no free log groups for the taps, in " + TRIES + " tries");
    }

    private void tap() throws IOException {
        try {
            nft.run(rules.leaving(), rules.counters("netdev"));
            tapDevices();
        } catch (UnavailableException e) {
            // Before 5.16 nothing is seen leaving: who was confirmed is asked for instead.
            leavingIsSeen = false;
        }
        try {
            nft.run(rules.hooks(leavingIsSeen), rules.counters("inet"));
        } catch (UnavailableException e) {
            throw new UnavailableException(e.getMessage()
                    + "; taps by rules need CAP_NET_ADMIN in the namespace, nft 1.0 and Linux 5.12 (tables that go "
                    + "with their owner)");
        }
        startNanos = clock.getAsLong();
        countedNanos = startNanos;
    }

    private void tapDevices() throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher names = DEVICE.matcher(namespace.read(host, "/proc/net/dev"));
        while (names.find()) {
            String name = names.group(1);
            if (!name.equals("lo") && devices.add(name)) {
                commands.addAll(rules.device(name));
            }
        }
        if (!commands.isEmpty()) {
            nft.run(commands, rules.counters("netdev"));
        }
    }

    @Override
    public Set<TapPoint> taps() {
        return leavingIsSeen ? EnumSet.allOf(TapPoint.class) : EnumSet.complementOf(EnumSet.of(TapPoint.LEAVING));
    }

    @Override
    public TupleLookup lookup() {
        return new ConntrackEntry(conntrack);
    }

    @Override
    public OptionalLong read(SynLedger ledger) throws IOException {
        if (!nft.isAlive()) {
            throw new UnavailableException("nft has ended, and the taps with it");
        }
        long upTo = Long.MAX_VALUE;
        Duration wait = WAIT;
        for (Map.Entry<TapPoint, NetlinkLog> log : logs.entrySet()) {
            upTo = Math.min(upTo, log.getValue().read(wait, new LogReader(log.getKey(), ledger)));
            wait = Duration.ZERO;
        }
        if (clock.getAsLong() - countedNanos >= COUNTERS_EVERY_NANOS) {
            count(ledger);
        }
        // What was not logged since then is not known yet.
        return OptionalLong.of(Math.min(upTo, countedNanos));
    }

    @Override
    public long nowNanos() {
        return clock.getAsLong();
    }

    @Override
    public void finish(SynLedger ledger) throws IOException {
        for (Map.Entry<TapPoint, NetlinkLog> log : logs.entrySet()) {
            log.getValue().finish(new LogReader(log.getKey(), ledger));
        }
        count(ledger);
    }

    /** Asks how many packets were not logged because there were too many. */
    private void count(SynLedger ledger) throws IOException {
        long now = clock.getAsLong();
        List<String> families = leavingIsSeen ? List.of("inet", "netdev") : List.of("inet");
        for (String family : families) {
            Matcher counters = COUNTER.matcher(nft.run(List.of(), rules.counters(family)));
            while (counters.find()) {
                TapPoint point = TapPoint.valueOf(counters.group(1).toUpperCase(Locale.ROOT));
                long packets = Long.parseLong(counters.group(2));
                Long before = over.put(family + point, packets);
                long more = packets - (before == null ? 0 : before);
                if (more > 0) {
                    ledger.missed(point, countedNanos, now, more);
                }
            }
        }
        countedNanos = now;
    }

    private final class LogReader implements NetlinkLog.Reader {
        private final TapPoint point;
        private final SynLedger ledger;

        LogReader(TapPoint point, SynLedger ledger) {
            this.point = point;
            this.ledger = ledger;
        }

        @Override
        public void packet(LogGroup.Logged logged, long atNanos) throws IOException {
            if (point == TapPoint.ENTERING && atNanos < startNanos) {
                // Not every tap was there when it passed.
                return;
            }
            Optional<TracedPacket> packet = TracedPacket.parse(logged.packet());
            if (packet.isEmpty()) {
                return;
            }
            ledger.see(new Sighting(point, atNanos, packet.get()));
            if (point == TapPoint.TRANSLATED) {
                learn(logged, packet.get().destination());
            }
        }

        @Override
        public void missed(long fromNanos, long toNanos, long count) {
            ledger.missed(point, fromNanos, toNanos, count);
        }
    }

    /**
     * Follows a SYN to where its tap of leaving is: a device that is new, a backend that a target's address stands for.
     */
    private void learn(LogGroup.Logged logged, Endpoint destination) throws IOException {
        if (!leavingIsSeen) {
            return;
        }
        if (logged.outDevice().isPresent()
                && deviceNumbers.add(logged.outDevice().getAsInt())) {
            tapDevices();
        }
        boolean isBackend = !rules.targets().isEmpty()
                && rules.targets().stream().noneMatch(target -> target.contains(destination));
        if (isBackend && backends.add(destination)) {
            nft.run(rules.backend(destination), rules.counters("inet"));
        }
    }

    @Override
    public void close() {
        close(logs, nft, conntrack);
    }

    private static void close(
            Map<TapPoint, NetlinkLog> logs, @Nullable NftSession nft, @Nullable NetlinkConversation conntrack) {
        if (nft != null) {
            nft.close();
        }
        logs.values().forEach(NetlinkLog::close);
        if (conntrack != null) {
            conntrack.close();
        }
    }
}
