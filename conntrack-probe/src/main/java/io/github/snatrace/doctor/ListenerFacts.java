package io.github.snatrace.doctor;

import io.github.snatrace.snapshot.ListeningSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words for the sockets that listen: a full accept queue looks like the race. */
final class ListenerFacts {
    private static final String TOPIC = "listeners";

    private ListenerFacts() {}

    static List<Fact> of(Findings findings) {
        List<Fact> facts = new ArrayList<>();
        findings.listeners().ifPresent(listeners -> {
            if (!listeners.refusal().isEmpty()) {
                facts.add(Fact.of(
                        TOPIC,
                        Fact.Level.UNKNOWN,
                        "the sockets that listen here cannot be asked for: " + listeners.refusal(),
                        "whether an accept queue is full is not known",
                        "ss -lntm"));
            }
            List<ListeningSocket> sockets = listeners.sockets();
            sockets.stream().filter(ListeningSocket::isFull).forEach(socket -> facts.add(full(socket)));
            sockets.stream()
                    .filter(socket -> !socket.isFull() && socket.drops().orElse(0) > 0)
                    .forEach(socket -> facts.add(dropped(socket)));
            if (facts.isEmpty() && !sockets.isEmpty()) {
                facts.add(Fact.of(
                        TOPIC,
                        Fact.Level.GOOD,
                        sockets.size() == 1
                                ? "1 socket listens here; its accept queue has room, and it has dropped nothing"
                                : sockets.size() + " sockets listen here; their accept queues have room, and none has"
                                        + " dropped anything",
                        "no connect to this namespace is lost for a full accept queue",
                        "nothing"));
            }
        });
        return facts;
    }

    private static String name(ListeningSocket socket) {
        return socket.address() + (socket.process().isEmpty() ? "" : " of " + socket.process());
    }

    private static Fact full(ListeningSocket socket) {
        return Fact.of(
                TOPIC,
                Fact.Level.PROBLEM,
                String.format(
                        Locale.ROOT,
                        "the accept queue of %s is full: %,d connections wait to be accepted, its backlog is %,d%s",
                        name(socket),
                        socket.waiting(),
                        socket.backlog(),
                        socket.drops().orElse(0) > 0
                                ? String.format(
                                        Locale.ROOT,
                                        "; it has dropped %,d SYNs and last ACKs",
                                        socket.drops().orElse(0))
                                : ""),
                "connects to it take a second or more, or time out: it looks like the race, and is none",
                "have the program accept faster; or give it a larger backlog, and net.core.somaxconn at least as much");
    }

    private static Fact dropped(ListeningSocket socket) {
        return Fact.of(
                TOPIC,
                Fact.Level.NOTE,
                String.format(
                        Locale.ROOT,
                        "%s has dropped %,d SYNs and last ACKs since it listens; its accept queue has room now (%,d of"
                                + " %,d)",
                        name(socket),
                        socket.drops().orElse(0),
                        socket.waiting(),
                        socket.backlog()),
                "its accept queue was full, or there were too many half-open connections: each cost a second or more,"
                        + " which looks like the race",
                "conntrack-probe snapshot before and after a stall, then explain --server, tells which of both");
    }
}
