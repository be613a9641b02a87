package io.github.snatrace.examples.prove;

import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.hold.HeldRivals;
import io.github.snatrace.hold.Hold;
import io.github.snatrace.hold.HoldFilter;
import io.github.snatrace.hold.HoldPlan;
import io.github.snatrace.hold.Tuple;
import io.github.snatrace.host.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Lets flows meet in the lab, case by case. */
final class Prover {
    /** Longer than the hold's own patience. */
    private static final Duration PATIENCE = Duration.ofMillis(1_200);
    /** What took longer on a machine with much to do says nothing: a SYN is sent again after a second. */
    private static final long IN_TIME_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
    /** So many that came to nothing at first say that all will. */
    private static final int TRIES = 4;

    private final Host host;
    private final Router router;
    private final int clients;
    private final int pairs;
    private int started;

    Prover(Host host, Router router, int clients, int pairs) {
        this.host = host;
        this.router = router;
        this.clients = clients;
        this.pairs = pairs;
    }

    /**
     * Lets flows meet under the rules that the router has now. A pair that the machine was too slow for is tried again.
     */
    ProofCase prove(SourceRule rule, Meeting meeting) throws IOException {
        SourceRule.PortRange ports = rule.ports(meeting);
        // A pair that meets takes a port of the rule's for a while.
        int wanted = Math.max(1, Math.min(pairs, ports.count() / 2));
        ProofCase sum = ProofCase.none(rule.label(), meeting, wanted);
        try (Pair pair = pair(meeting);
                Hold hold = Hold.start(host, LabAddresses.ROUTER, plan(meeting, pair.rivals()))) {
            int missed = 0;
            while (sum.held() < wanted && missed < (sum.held() == 0 ? TRIES : wanted)) {
                Optional<ProofCase> one = meet(rule.label(), meeting, pair, hold, port(ports));
                sum = one.map(sum::plus).orElse(sum);
                missed += one.isPresent() ? 0 : 1;
            }
        }
        return sum;
    }

    /** Starts one pair; empty if its packets did not stand side by side, or not all of it was in time. */
    private Optional<ProofCase> meet(String rule, Meeting meeting, Pair pair, Hold hold, int port) throws IOException {
        ConntrackStats before = router.counted();
        long started = System.nanoTime();
        pair.start(port);
        Optional<HeldRivals> held = held(hold, port, pair.rivals());
        int lost = held.isPresent() ? pair.lost(held.get()) : 0;
        ConntrackDelta counted = router.counted().since(before);
        boolean inTime = System.nanoTime() - started < IN_TIME_NANOS;
        pair.stop();
        return held.filter(rivals -> inTime)
                .map(rivals -> new ProofCase(
                        rule,
                        meeting,
                        1,
                        1,
                        rivals.collisions(),
                        lost,
                        counted.total(Counter.INSERT_FAILED).orElse(0),
                        counted.total(Counter.CLASHRES).orElse(0),
                        held));
    }

    /** Waits for the rivals of a port; what was left of others is passed over. */
    private static Optional<HeldRivals> held(Hold hold, int port, int rivals) throws IOException {
        Optional<HeldRivals> next = hold.next(PATIENCE);
        while (next.isPresent()
                && next.get().packets().get(0).original().source().getPort() != port) {
            next = hold.next(PATIENCE);
        }
        return next.filter(some -> some.packets().size() == rivals);
    }

    private Pair pair(Meeting meeting) throws IOException {
        return meeting.protocol() == Tuple.Protocol.TCP
                ? new TcpPair(host, meeting, clients)
                : new UdpPair(host, meeting);
    }

    private HoldPlan plan(Meeting meeting, int rivals) {
        return new HoldPlan(
                HoldFilter.to(meeting.protocol(), meeting.target()),
                meeting == Meeting.UDP_REOPEN ? HoldPlan.Rivalry.SAME_DESTINATION : HoldPlan.Rivalry.SAME_PORT,
                rivals,
                HoldPlan.Order.FIRST_COME,
                HoldPlan.LONGEST);
    }

    /**
     * No port twice, or what is tracked of its last flow would be in the way. A socket that is reopened takes the next.
     */
    private int port(SourceRule.PortRange ports) {
        int port = ports.first() + 2 * started % ports.count();
        started++;
        return port;
    }
}
