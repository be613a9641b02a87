package io.github.snatrace.diagnosis;

import io.github.snatrace.snapshot.ProtocolCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The clients themselves, which may be what is too slow. */
final class Generator {
    /** The share of due times that a client may skip. */
    private static final double SKIPPED_LIMIT = 0.001;

    private final Clients clients;
    private final Server server;

    Generator(Clients clients, Server server) {
        this.clients = clients;
        this.server = server;
    }

    /**
     * Returns whether a client could not keep to its own plan, for another reason than a want of ports or descriptors.
     */
    boolean isSaturated() {
        return clients.results().stream().anyMatch(Generator::isSaturated);
    }

    private static boolean isSaturated(ClientResult result) {
        if (result.valid().orElse(false)) {
            return false;
        }
        boolean shortage = result.count(ClientOutcome.NO_LOCAL_PORT) + result.count(ClientOutcome.NO_DESCRIPTOR) > 0;
        boolean skipped = result.skipped() > SKIPPED_LIMIT * (result.attempts() + result.skipped());
        return skipped || (result.valid().isPresent() && !shortage);
    }

    /**
     * Returns how many connects timed out although their handshake was over, so that the server opened more connections
     * than the clients report: they were too slow to see it.
     */
    long lateTimeouts() {
        if (!isSaturated() || !server.isWholeStory()) {
            return 0;
        }
        long more = server.counts().count(ProtocolCounter.PASSIVE_OPENS) - clients.connected();
        // More than the clients gave up: others connect to the server as well, and nobody knows how often.
        return more > clients.timedOut() ? 0 : Math.max(0, more);
    }

    /** Says so; {@code alone} if it is all that there is to say of the run. */
    Finding finding(long late, boolean alone) {
        List<String> evidence = new ArrayList<>();
        clients.results().stream()
                .filter(Generator::isSaturated)
                .flatMap(result -> result.invalidBecause().stream())
                .distinct()
                .forEach(reason -> evidence.add("client " + reason));
        if (evidence.isEmpty() && clients.skipped() > 0) {
            evidence.add(String.format(
                    Locale.ROOT,
                    "client skipped %,d of %,d due times",
                    clients.skipped(),
                    clients.attempts() + clients.skipped()));
        }
        if (late > 0) {
            evidence.add(
                    String.format(Locale.ROOT, "%,d connects timed out although the server had opened them", late));
            evidence.addAll(server.counts().evidenceIfKnown(ProtocolCounter.PASSIVE_OPENS));
            evidence.add(clients.counts().evidence(ClientOutcome.CONNECTED.name(), clients.connected()));
        }
        return new Finding(
                Cause.GENERATOR_SATURATED,
                late,
                new Bounds(0, late),
                late == 0 ? Confidence.HIGH : Confidence.MEDIUM,
                evidence,
                List.of(),
                late > 0 || alone
                        ? "Lower the rate, or give the client CPUs of its own, and measure again: these numbers are"
                                + " those of the client, not "
                                + "of the network."
                        : "Fewer connects were made than planned, so rates are those of the client; what failed is"
                                + " accounted for all the "
                                + "same.");
    }
}
