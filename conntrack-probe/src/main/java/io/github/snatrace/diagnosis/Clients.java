package io.github.snatrace.diagnosis;

import io.github.snatrace.snapshot.ProtocolCounter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/** What all clients together saw, and what their namespaces counted. */
final class Clients {
    private static final Duration USUAL_TIMEOUT = Duration.ofMillis(500);
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);
    /** About as often as a kernel sends a SYN again before it gives up. */
    private static final long MOST_RETRANSMISSIONS = 8;

    /** Resets that are less than this share of the lost SYNs have other reasons. */
    private static final double SIGNIFICANT = 0.1;

    private final List<ClientResult> results;
    private final Counts counts;
    private final Counts server;
    private final boolean slowIsKnown;
    private final OptionalLong timeWaitSyns;
    private final long retransmitted;
    private final long quick;

    /** Takes the server's counters as well: they tell whether a short delay was a TIME_WAIT. */
    Clients(List<ClientResult> results, Counts counts, Counts server) {
        this.results = List.copyOf(results);
        this.counts = counts;
        this.server = server;
        this.slowIsKnown = results.stream().allMatch(result -> result.slow().isPresent());
        this.timeWaitSyns = findTimeWaitSyns();
        this.retransmitted = findRetransmitted();
        this.quick = findQuick();
    }

    Counts counts() {
        return counts;
    }

    List<ClientResult> results() {
        return results;
    }

    long attempts() {
        return sum(ClientResult::attempts);
    }

    long skipped() {
        return sum(ClientResult::skipped);
    }

    long count(ClientOutcome outcome) {
        return sum(result -> result.count(outcome));
    }

    long connected() {
        return count(ClientOutcome.CONNECTED) + count(ClientOutcome.CONNECTED_THEN_RESET);
    }

    long timedOut() {
        return count(ClientOutcome.TIMED_OUT) + count(ClientOutcome.TIMED_OUT_BY_KERNEL);
    }

    long failed() {
        long ended = sum(result ->
                result.outcomes().values().stream().mapToLong(Long::longValue).sum());
        return ended - connected() - count(ClientOutcome.CANCELLED);
    }

    boolean isIpv4() {
        return results.stream().allMatch(ClientResult::isIpv4);
    }

    /** Returns the address and port that all clients connected to, empty if they differ or do not say. */
    String target() {
        String target = results.get(0).target();
        return results.stream().allMatch(result -> result.target().equals(target)) ? target : "";
    }

    /** Returns whether a lost SYN went where one of them connected to. */
    boolean hasTarget(TracedLosses.Loss loss) {
        return results.stream().anyMatch(result -> loss.isTo(result.target()));
    }

    /** Returns whether one of them was at work, as far as is known; clocks may differ somewhat. */
    boolean wereRunning(Instant at) {
        return results.stream()
                .anyMatch(result -> result.startedAt()
                                .filter(start -> at.isBefore(start.minus(CLOCKS_DIFFER)))
                                .isEmpty()
                        && result.endedAt()
                                .filter(end -> at.isAfter(end.plus(CLOCKS_DIFFER)))
                                .isEmpty());
    }

    /** Returns how many SYNs one connect may have sent and lost. */
    long mostSyns() {
        return 1 + Math.max(timersWereLate() ? 1 : 0, retransmissionsWithin(longestTimeout()));
    }

    /** Returns whether SYNs were sent again although the clients wait less than a second: their timers were late. */
    boolean timersWereLate() {
        return longestTimeout().toSeconds() < 1
                && timedOut() > 0
                && timeWaitSyns.isEmpty()
                && synRetransmissions().orElse(0) > 0;
    }

    /** Returns how many answers met no socket any more, at most: resets that no close and no TIME_WAIT accounts for. */
    OptionalLong lateAnswers() {
        OptionalLong resets = isComplete() ? counts.get(ProtocolCounter.RESETS_SENT) : OptionalLong.empty();
        if (resets.isEmpty()) {
            return resets;
        }
        long closes = closeByReset().orElse(false) ? connected() : 0;
        return OptionalLong.of(Math.max(0, resets.getAsLong() - closes - timeWaitSyns.orElse(0)));
    }

    /** Returns how long connects took that succeeded, at most; empty if the results do not say. */
    Optional<Duration> longestConnect() {
        return results.stream()
                .flatMap(result -> result.longestConnect().stream())
                .max(Duration::compareTo);
    }

    /**
     * Returns how many connects succeeded only after a SYN was sent again. One that met several TIME_WAITs within
     * milliseconds counts as often: nothing tells how many they were.
     */
    long slow() {
        return retransmitted + quick;
    }

    /** Returns how many connects stalled: the slow ones, and those that timed out. */
    long stalled() {
        return timedOut() + slow();
    }

    /**
     * Returns how many SYNs the stalled connects lost. One that timed out lost every SYN that it sent, one that
     * succeeded all but the last: so these are the timeouts and the retransmissions.
     */
    long lostSyns() {
        long lost = timedOut() + synRetransmissions().orElse(slow());
        // Connections that are none of ours may have been retransmitting as well.
        long most = stalled() * (1 + Math.max(1, retransmissionsWithin(longestTimeout())));
        return Math.max(stalled(), Math.min(lost, most));
    }

    /** Returns the SYNs that were sent again; empty unless the namespaces of all clients were seen. */
    OptionalLong synRetransmissions() {
        return isComplete() ? counts.get(ProtocolCounter.SYN_RETRANSMISSIONS) : OptionalLong.empty();
    }

    /** Returns whether the clients' namespaces are all here: they opened as many connections as the clients made. */
    boolean isComplete() {
        OptionalLong opened = counts.get(ProtocolCounter.ACTIVE_OPENS);
        long made = connected() + timedOut() + count(ClientOutcome.REFUSED);
        return counts.isSeen() && (opened.isEmpty() || opened.getAsLong() >= made);
    }

    /** Returns the SYNs that met a TIME_WAIT on the server; empty if none is known to. */
    OptionalLong timeWaitSyns() {
        return timeWaitSyns;
    }

    /**
     * Returns whether connects may have met a TIME_WAIT that nobody counted: clients that close by FIN, whose resets
     * and retransmissions were not seen.
     */
    boolean mayHaveMetTimeWaits() {
        boolean closeByFin = !closeByReset().orElse(true);
        return closeByFin && !isComplete() && (!slowIsKnown || between2And50Millis() > 0);
    }

    /**
     * Returns the server's counter of SYNs that a TIME_WAIT refused for their timestamp, which has one of its own since
     * 6.16.
     */
    ProtocolCounter pawsCounter() {
        return server.get(ProtocolCounter.PAWS_TIME_WAIT).isPresent()
                ? ProtocolCounter.PAWS_TIME_WAIT
                : ProtocolCounter.PAWS_ESTABLISHED;
    }

    /** Returns whether the server's kernel counted {@link #timeWaitSyns}: without timestamps it does not. */
    boolean timeWaitSynsAreCounted() {
        return server.count(pawsCounter()) > 0;
    }

    /** Returns whether every client closes by reset; empty if one does not say. */
    Optional<Boolean> closeByReset() {
        return results.stream().anyMatch(result -> result.closesByReset().isEmpty())
                ? Optional.empty()
                : Optional.of(results.stream()
                        .allMatch(result -> result.closesByReset().orElse(false)));
    }

    /** Returns how long the most patient client waited. */
    Duration longestTimeout() {
        return results.stream()
                .map(result -> result.timeout().orElse(USUAL_TIMEOUT))
                .max(Duration::compareTo)
                .orElse(USUAL_TIMEOUT);
    }

    private OptionalLong findTimeWaitSyns() {
        if (timeWaitSynsAreCounted()) {
            return server.get(pawsCounter());
        }
        // Without timestamps nobody counts. But the answer of a TIME_WAIT makes a client send a reset, and its SYN
        // again in milliseconds.
        OptionalLong resent = synRetransmissions();
        OptionalLong resets = counts.get(ProtocolCounter.RESETS_SENT);
        if (closeByReset().orElse(true) || resent.isEmpty() || resets.isEmpty()) {
            return OptionalLong.empty();
        }
        long early = resent.getAsLong() - findRetransmitted() - resentByTimeouts();
        if (slowIsKnown ? early <= 0 || between2And50Millis() == 0 : resent.getAsLong() <= resentByTimeouts()) {
            return OptionalLong.empty();
        }
        // A client warms up on a listener of its own, and resets each of these connections.
        long answers =
                resets.getAsLong() - counts.count(ProtocolCounter.PASSIVE_OPENS) - (slowIsKnown ? 0 : timedOut());
        long lost = resent.getAsLong() + timedOut();
        return answers >= SIGNIFICANT * lost ? OptionalLong.of(Math.min(answers, lost)) : OptionalLong.empty();
    }

    private long findRetransmitted() {
        OptionalLong resent = synRetransmissions();
        if (!slowIsKnown) {
            // What the timeouts may have used up is not taken for slow connects.
            return resent.isEmpty() ? 0 : Math.max(0, Math.min(resent.getAsLong() - resentByTimeouts(), connected()));
        }
        long slow = Math.min(
                connected(),
                sum(result -> result.slow().map(DelayedConnects::retransmitted).orElse(0L)));
        // A lost SYN/ACK is sent again by the server, and may get through before the client does its part.
        return resent.isEmpty()
                ? slow
                : Math.min(slow, resent.getAsLong() + server.count(ProtocolCounter.SYN_RETRANSMISSIONS));
    }

    private long findQuick() {
        if (timeWaitSyns.isEmpty() || !slowIsKnown) {
            return 0;
        }
        OptionalLong resent = synRetransmissions();
        long most = Math.min(timeWaitSyns.getAsLong(), connected() - retransmitted);
        if (resent.isEmpty()) {
            return Math.min(most, between2And50Millis());
        }
        // Not the band itself: on a busy machine it holds innocent connects, and not all of the others. How often the
        // timeouts sent their SYN again is known only to lie between these two.
        long all = resent.getAsLong() - retransmitted;
        long atLeast = all - resentByTimeouts();
        long refused = timeWaitSyns.getAsLong() - retransmitted - timedOut();
        return Math.max(0, Math.min(most, Math.max(atLeast, Math.min(all, refused))));
    }

    private long between2And50Millis() {
        return sum(result -> result.slow().map(DelayedConnects::from2To50Ms).orElse(0L));
    }

    private long resentByTimeouts() {
        return timedOut() * retransmissionsWithin(longestTimeout());
    }

    /**
     * Returns how often a SYN is sent again within {@code timeout}, at most: every second, as kernels since 6.5 do at
     * first.
     */
    private static long retransmissionsWithin(Duration timeout) {
        return Math.min(timeout.toSeconds(), MOST_RETRANSMISSIONS);
    }

    private long sum(ToLongFunction<ClientResult> value) {
        return results.stream().mapToLong(value).sum();
    }
}
