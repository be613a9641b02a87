package io.github.snatrace.diagnosis;

import io.github.snatrace.diagnosis.Suspect.Leg;
import io.github.snatrace.diagnosis.TracedLosses.End;
import io.github.snatrace.diagnosis.TracedLosses.Loss;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a trace saw of the connects of the clients, each with the SYN that it lost first. */
final class TraceEvidence {
    /** Fewer losses than these may be as many as others by accident. */
    private static final long MANY = 20;
    /** More addresses than these have too many subsets. */
    private static final int FEW_ADDRESSES = 4;

    private final TracedLosses trace;
    private final Clients clients;
    private final List<Loss> first;

    TraceEvidence(TracedLosses trace, Clients clients) {
        this.trace = trace;
        this.clients = clients;
        this.first = ofTheClients(firstOfEach());
    }

    /** Returns the first SYN that each connect lost which went where the clients went, when they did. */
    private List<Loss> firstOfEach() {
        Map<String, Instant> last = new HashMap<>();
        List<Loss> all = new ArrayList<>();
        for (Loss loss : trace.losses()) {
            if (!clients.hasTarget(loss) || !clients.wereRunning(loss.at())) {
                continue;
            }
            Instant before = last.put(loss.original() + ' ' + loss.target(), loss.at());
            boolean sentAgain = loss.copy() != 1
                    && before != null
                    && !before.plus(clients.longestTimeout()).isBefore(loss.at());
            if (!sentAgain) {
                all.add(loss);
            }
        }
        return all;
    }

    /** Leaves out what others lost, where exactly the addresses of some lost as many SYNs as connects stalled. */
    private List<Loss> ofTheClients(List<Loss> all) {
        Map<String, Long> byAddress = new TreeMap<>();
        all.forEach(loss -> byAddress.merge(loss.address(), 1L, Long::sum));
        List<String> addresses = List.copyOf(byAddress.keySet());
        if (all.size() <= clients.stalled() || clients.stalled() < MANY || addresses.size() > FEW_ADDRESSES) {
            return all;
        }
        List<Set<String>> exact = new ArrayList<>();
        for (int some = 1; some < (1 << addresses.size()); some++) {
            if (Integer.bitCount(some) > clients.results().size()) {
                continue;
            }
            Set<String> selected = new HashSet<>();
            long sum = 0;
            for (int i = 0; i < addresses.size(); i++) {
                if ((some & (1 << i)) != 0) {
                    selected.add(addresses.get(i));
                    sum += byAddress.getOrDefault(addresses.get(i), 0L);
                }
            }
            if (sum == clients.stalled()) {
                exact.add(selected);
            }
        }
        return exact.size() != 1
                ? all
                : all.stream()
                        .filter(loss -> exact.get(0).contains(loss.address()))
                        .toList();
    }

    /** Returns how many SYNs may have been lost without being here. */
    long missed() {
        return Math.max(trace.missed(), trace.undetermined());
    }

    /** Returns whether it saw everything, and every connect of the clients. */
    boolean isWhole() {
        return missed() == 0 && trace.syns() >= clients.attempts();
    }

    /** Returns the first SYN that each connect lost. */
    List<Loss> losses() {
        return first;
    }

    /** Returns how many connects lost a SYN, in all. */
    long connects() {
        return first.size();
    }

    /** Returns how many of them cannot be connects that stalled, because there were not as many. */
    long others() {
        return Math.max(0, connects() - clients.stalled());
    }

    /** Returns how many connects that stalled are not here. */
    long unnamed() {
        return Math.max(0, clients.stalled() - connects());
    }

    /** Returns how many connects lost a SYN to another that has its tuple, by the cause. */
    Map<Cause, Long> toRivals() {
        Map<Cause, Long> causes = new EnumMap<>(Cause.class);
        first.stream().filter(TraceEvidence::isToARival).forEach(loss -> causes.merge(loss.cause(), 1L, Long::sum));
        return causes;
    }

    /** Returns how many SYNs were lost so, of everybody and of every copy: what the kernel counts. */
    long synsToRivals() {
        return trace.losses().stream().filter(TraceEvidence::isToARival).count();
    }

    private static boolean isToARival(Loss loss) {
        return loss.cause() == Cause.SNAT_INSERTION_RACE || loss.cause() == Cause.SNAT_PORTS_EXHAUSTED;
    }

    /** Returns where the others lost theirs. */
    Map<End, Long> ends() {
        Map<End, Long> ends = new EnumMap<>(End.class);
        first.stream().filter(loss -> !isToARival(loss)).forEach(loss -> ends.merge(loss.end(), 1L, Long::sum));
        return ends;
    }

    /** Returns how many of the others lost theirs at one of {@code places}. */
    long at(Set<End> places) {
        return ends().entrySet().stream()
                .filter(end -> places.contains(end.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns how many connects a suspect can have stalled at most, by where they were lost. */
    long atMost(Suspect suspect) {
        // More clashes than SYNs that were traced to one: so many may be ours.
        boolean unseen = !isWhole() || !EnumSet.of(Leg.BEFORE, Leg.BEYOND).contains(suspect.leg());
        return at(places(suspect.leg())) + (unseen ? unnamed() : 0) + missed();
    }

    /** Returns how many connects no suspect can have stalled: too few SYNs were counted where theirs were lost. */
    long beyond(List<Suspect> suspects) {
        long beyond = 0;
        for (Map.Entry<End, Long> end : ends().entrySet()) {
            long counted = suspects.stream()
                    .filter(suspect -> places(suspect.leg()).contains(end.getKey()))
                    .mapToLong(Suspect::lost)
                    .sum();
            beyond += Math.max(0, end.getValue() - counted);
        }
        return Math.max(0, beyond - others() - missed());
    }

    private static Set<End> places(Leg leg) {
        return switch (leg) {
            case BEFORE -> EnumSet.of(End.RULES, End.HOST, End.ANSWER);
            case BETWEEN -> EnumSet.of(End.CONFIRMATION, End.HOST);
            case BEYOND -> EnumSet.of(End.BEYOND);
            case AFTER -> EnumSet.noneOf(End.class);
            case ANYWHERE, UNCOUNTED -> EnumSet.allOf(End.class);
        };
    }

    /** Says what the trace saw of {@code cause}, and what speaks against it. */
    List<String> of(Cause cause, long connects, Tracking nat) {
        List<String> evidence = new ArrayList<>();
        evidence.add(String.format(
                Locale.ROOT, "trace %,d SYNs followed, %,d connects lost theirs to %s", trace.syns(), connects, cause));
        first.stream()
                .filter(loss -> loss.cause() == cause)
                .findFirst()
                .ifPresent(loss -> evidence.add("trace the first: " + sentence(loss)));
        if (missed() > 0) {
            evidence.add(String.format(
                    Locale.ROOT,
                    "trace %,d packets were missed by the capture, %,d SYNs may have been lost or not",
                    trace.missed(),
                    trace.undetermined()));
        }
        if (others() > 0) {
            evidence.add(String.format(
                    Locale.ROOT, "trace %,d more than the connects that stalled: others' are among them", others()));
        }
        nat.clashes()
                .ifPresent(clashes -> evidence.add(
                        clashes == synsToRivals()
                                ? String.format(Locale.ROOT, "nat counted %,d clashes: as many", clashes)
                                : String.format(
                                        Locale.ROOT,
                                        "nat counted %,d clashes, the trace saw %,d SYNs lost so%s",
                                        clashes,
                                        synsToRivals(),
                                        clashes > synsToRivals()
                                                ? ": those of others, or before and after it"
                                                : ": is it the namespace that was traced?")));
        return evidence;
    }

    /** Says who lost a SYN to whom. */
    static String sentence(Loss loss) {
        return loss.original()
                + loss.translated().map(tuple -> " as " + tuple).orElse("")
                + loss.rival().map(rival -> ", which " + rival + " has").orElse("")
                + " at "
                + loss.at();
    }

    /** Says where SYNs were lost that no rival took. */
    List<String> places() {
        List<String> evidence = new ArrayList<>();
        ends().forEach((end, connects) -> evidence.add(
                String.format(Locale.ROOT, "trace %,d connects lost their SYN %s (%s)", connects, words(end), end)));
        if (unnamed() > 0) {
            evidence.add(String.format(
                    Locale.ROOT,
                    trace.syns() < clients.attempts()
                            ? "trace followed %,d SYNs of %,d connects: %,d stalled that it did not see losing one"
                            : "trace followed %,d SYNs of %,d connects, and %,d that stalled got through there",
                    trace.syns(),
                    clients.attempts(),
                    unnamed()));
        }
        return evidence;
    }

    private static String words(End end) {
        return switch (end) {
            case RULES -> "in the host that was traced, before confirmation";
            case CONFIRMATION -> "at confirmation, to nobody that was seen";
            case HOST -> "in the host that was traced";
            case BEYOND -> "beyond the host that was traced";
            case ANSWER -> "to the loss of its answer";
        };
    }

    /** Says where to look next; empty if no lost SYN was seen. */
    String advice() {
        return ends().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(end -> switch (end.getKey()) {
                    case RULES, HOST ->
                        "Look at the rules of the host that was traced (nft list ruleset, with"
                                + " counters), at its routes and at its"
                                + " filters (nstat -az TcpExtIPReversePathFilter).";
                    case CONFIRMATION -> "Look at the counters there: conntrack-probe show.";
                    case BEYOND ->
                        "They left the host that was traced: look behind it, at the next host's drops (ip -s"
                                + " link) and rules, and at the"
                                + " server's (nft list ruleset).";
                    case ANSWER ->
                        "The server answered: look at the way back, at rules and routes for its SYN/ACKs on"
                                + " the host that was traced"
                                + " and behind it.";
                })
                .orElse("");
    }
}
