package io.github.snatrace.client.cli;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.diagnosis.Cause;
import io.github.snatrace.diagnosis.ClientResult;
import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Evidence;
import io.github.snatrace.diagnosis.Finding;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.diagnosis.VerdictText;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.result.Explanation;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.NamespaceReader;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at the kernel's counters before and after a run, and names the cause of what failed in between. */
final class RunDiagnosis {

    private final Watched client;
    private final Optional<Watched> nat;
    private final Optional<Watched> server;

    private RunDiagnosis(Watched client, Optional<Watched> nat, Optional<Watched> server) {
        this.client = client;
        this.nat = nat;
        this.server = server;
    }

    /**
     * Looks at the counters of this process's namespace, and of those of two others.
     *
     * @param natPid a process in the namespace that translates addresses
     * @param serverPid a process in the server's namespace
     * @param err is told what cannot be read
     * @throws IOException if there is no such process
     */
    static RunDiagnosis begin(@Nullable Long natPid, @Nullable Long serverPid, PrintStream err) throws IOException {
        Host host = Host.local();
        Watched client = Watched.withoutConntrack(host, NetworkNamespace.own());
        Optional<Watched> nat = natPid == null
                ? Optional.empty()
                : Optional.of(Watched.of(host, NetworkNamespace.ofProcess(natPid), err));
        Optional<Watched> server = serverPid == null
                ? Optional.empty()
                : Optional.of(Watched.withoutConntrack(host, NetworkNamespace.ofProcess(serverPid)));
        return new RunDiagnosis(client, nat, server);
    }

    /** Looks again, and returns the verdict. */
    Verdict end(RunResult result) throws IOException {
        List<NamespaceDelta> nats =
                nat.isEmpty() ? List.of() : List.of(nat.get().delta());
        List<NamespaceDelta> servers =
                server.isEmpty() ? List.of() : List.of(server.get().delta());
        ClientResult told = ClientResult.parse(new String(ResultFile.format(result), StandardCharsets.UTF_8));
        return Diagnosis.of(new Evidence(List.of(told), List.of(client.delta()), nats, servers));
    }

    /** Returns a verdict as a result carries it. */
    static Explanation explanation(Verdict verdict) {
        return new Explanation(
                verdict.cause().map(Cause::name).orElse("NONE"),
                VerdictText.headline(verdict),
                verdict.findings().stream().map(RunDiagnosis::share).toList(),
                VerdictText.lost(verdict));
    }

    private static Explanation.Share share(Finding finding) {
        return new Explanation.Share(
                finding.cause().name(),
                finding.count(),
                finding.bounds().atLeast(),
                finding.bounds().atMost(),
                finding.confidence().name().toLowerCase(Locale.ROOT));
    }

    /** A namespace, and what it had counted at first. */
    private record Watched(NamespaceReader reader, Optional<ConntrackReader> conntrack, NamespaceSnapshot before) {

        static Watched withoutConntrack(Host host, NetworkNamespace namespace) throws IOException {
            NamespaceReader reader = new NamespaceReader(host, namespace);
            return new Watched(reader, Optional.empty(), snapshot(reader, Optional.empty()));
        }

        static Watched of(Host host, NetworkNamespace namespace, PrintStream err) throws IOException {
            NamespaceReader reader = new NamespaceReader(host, namespace);
            Optional<ConntrackReader> conntrack = Optional.of(ConntrackReader.ofAnySource(host, namespace));
            try {
                return new Watched(reader, conntrack, snapshot(reader, conntrack));
            } catch (UnavailableException e) {
                err.println("--diagnose without connection tracking counters: " + e.getMessage());
                return withoutConntrack(host, namespace);
            }
        }

        NamespaceDelta delta() throws IOException {
            return snapshot(reader, conntrack).since(before);
        }

        private static NamespaceSnapshot snapshot(NamespaceReader reader, Optional<ConntrackReader> conntrack)
                throws IOException {
            return NamespaceSnapshot.parse(
                    conntrack.isPresent() ? reader.read(conntrack.get()) : reader.readWithoutConntrack());
        }
    }
}
