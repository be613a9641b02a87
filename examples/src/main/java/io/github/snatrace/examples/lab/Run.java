package io.github.snatrace.examples.lab;

import io.github.snatrace.dial.Outcomes;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.snapshot.NamespaceDelta;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One rule, once: what each client reported, and what the router counted meanwhile.
 *
 * @param clients by their numbers, from 1
 */
record Run(SortedMap<Integer, RunResult> clients, NamespaceDelta router) {

    Run {
        clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
    }

    /** Returns how the attempts of all clients ended. */
    Outcomes outcomes() {
        return clients.values().stream().map(RunResult::outcomes).reduce(Outcomes.NONE, Outcomes::plus);
    }
}
