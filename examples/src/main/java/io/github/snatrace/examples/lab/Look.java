package io.github.snatrace.examples.lab;

import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Evidence;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.snapshot.NamespaceDelta;
import java.util.ArrayList;
import java.util.List;

/**
 * What the diagnosis says where it was shown less than there is, or other namespaces than it was told.
 *
 * @param shown what it was shown
 * @param wrong whether a namespace was given for another
 * @param verdict what it says
 */
record Look(String shown, boolean wrong, Verdict verdict) {

    /** Returns what it says of evidence without a role's namespaces, and with one in the place of another. */
    static List<Look> at(Evidence all) {
        List<NamespaceDelta> none = List.of();
        List<Look> looks = new ArrayList<>();
        looks.add(look(all, "no router", false, all.clients(), none, all.servers()));
        looks.add(look(all, "no server", false, all.clients(), all.nats(), none));
        looks.add(look(all, "no clients", false, none, all.nats(), all.servers()));
        looks.add(look(all, "clients alone", false, all.clients(), none, none));
        looks.add(look(all, "router and server swapped", true, all.clients(), all.servers(), all.nats()));
        looks.add(look(all, "a client for the router", true, all.clients(), all.clients(), all.servers()));
        looks.add(look(all, "a client for the server", true, all.clients(), all.nats(), all.clients()));
        looks.add(look(all, "the router for the server", true, all.clients(), all.nats(), all.nats()));
        looks.add(look(all, "the server for the clients", true, all.servers(), all.nats(), all.servers()));
        return looks;
    }

    private static Look look(
            Evidence all,
            String shown,
            boolean wrong,
            List<NamespaceDelta> clients,
            List<NamespaceDelta> nats,
            List<NamespaceDelta> servers) {
        return new Look(shown, wrong, Diagnosis.of(new Evidence(all.results(), clients, nats, servers)));
    }
}
