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

/** Lets flows meet in the lab, case by case. */
final class Prover {
    /** Longer than the hold's own patience. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** So many that were not held say that none will be. */
    private static final int TRIES = 3;
    /**
     * Within the range of ports that one of the rules may choose from; a socket that is reopened takes the next port.
     */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 9_998;

    private final Host host;
    private final Router router;
    private final int clients;
    private final int pairs;
    private int nextPort = FIRST_PORT;

    Prover(Host host, Router router, int clients, int pairs) {
        this.host = host;
        this.router = router;
        this.clients = clients;
        this.pairs = pairs;
    }

    /** Lets flows meet under the rules that the router has now. */
    ProofCase prove(String rule, Meeting meeting) throws IOException {
        ConntrackStats before = router.counted();
        long held = 0;
        long collided = 0;
        long lost = 0;
        Optional<HeldRivals> example = Optional.empty();
        try (Pair pair = pair(meeting);
                Hold hold = Hold.start(host, LabAddresses.ROUTER, plan(meeting, pair.rivals()))) {
            for (int i = 0; i < pairs && (held > 0 || i < TRIES); i++) {
                pair.start(port());
                Optional<HeldRivals> rivals = hold.next(PATIENCE);
                if (rivals.isPresent() && rivals.get().packets().size() == pair.rivals()) {
                    held++;
                    collided += rivals.get().collisions();
                    lost += pair.lost(rivals.get());
                    example = Optional.of(ProofCase.telling(example, rivals.get()));
                }
                pair.stop();
            }
        }
        ConntrackDelta counted = router.counted().since(before);
        return new ProofCase(
                rule,
                meeting,
                pairs,
                held,
                collided,
                lost,
                counted.total(Counter.INSERT_FAILED).orElse(0),
                counted.total(Counter.CLASHRES).orElse(0),
                example);
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

    /** No port twice, or what is tracked of its last flow would be in the way. */
    private int port() {
        int port = nextPort;
        nextPort = FIRST_PORT + (nextPort + 2 - FIRST_PORT) % PORTS;
        return port;
    }
}
