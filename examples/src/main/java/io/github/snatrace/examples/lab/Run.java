package io.github.snatrace.examples.lab;

import io.github.snatrace.snapshot.NamespaceDelta;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One rule, once: what each client reported, and what the router counted meanwhile.
 *
 * @param clients by their numbers, from 1
 */
record Run(SortedMap<Integer, ClientRun> clients, NamespaceDelta router) {

    Run {
        clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
    }
}
