package io.github.snatrace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a fault that was provoked for real, and what its own construction says of it. */
record CapturedFault(String name, Path directory) {
    private static final Path FAULTS = Path.of("src/test/resources/faults");

    private static final Path REPORTS = Path.of("src/test/resources/captures");

    static final Path TRACED = Path.of("src/test/resources/traced");

    static List<CapturedFault> all() {
        return in(FAULTS);
    }

    /** Returns what was captured on other machines than the lab. */
    static List<CapturedFault> reported() {
        return in(REPORTS);
    }

    /** Returns what was traced in the lab. */
    static List<CapturedFault> traced() {
        return in(TRACED);
    }

    private static List<CapturedFault> in(Path captures) {
        try (Stream<Path> directories = Files.list(captures)) {
            return directories
                    .filter(Files::isDirectory)
                    .sorted()
                    .map(directory -> new CapturedFault(String.valueOf(directory.getFileName()), directory))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CapturedFault named(String name) {
        return new CapturedFault(name, FAULTS.resolve(name));
    }

    Path file(String file) {
        return directory.resolve(file);
    }

    /** Returns how many connects each cause cost, from {@code truth}: lines of a cause and a number. */
    Map<Cause, Long> truth() {
        Map<Cause, Long> truth = new EnumMap<>(Cause.class);
        for (String line : text("truth").lines().toList()) {
            int space = line.indexOf(' ');
            truth.put(Cause.valueOf(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
        }
        return truth;
    }

    /** Returns how far counts may be off: nothing, unless the fault says that no kernel counts it exactly. */
    double tolerance() {
        return Files.exists(file("tolerance")) ? Double.parseDouble(text("tolerance")) / 100 : 0;
    }

    /** Returns the verdict where these namespaces were taken for the NAT and the server. */
    Verdict verdictWith(String nat, String server) {
        List<ClientResult> results = new ArrayList<>();
        List<NamespaceDelta> clients = new ArrayList<>();
        addClients(results, clients);
        return Diagnosis.of(new Evidence(results, clients, List.of(delta(nat)), List.of(delta(server))));
    }

    private void addClients(List<ClientResult> results, List<NamespaceDelta> clients) {
        for (int client = 1; Files.exists(file("c" + client + ".json")); client++) {
            results.add(ClientResult.parse(text("c" + client + ".json")));
            clients.add(delta("c" + client));
        }
    }

    /** Returns the verdict on what was seen. */
    Verdict verdict(boolean clientsSeen, boolean natSeen, boolean serverSeen) {
        List<ClientResult> results = new ArrayList<>();
        List<NamespaceDelta> clients = new ArrayList<>();
        addClients(results, clients);
        return Diagnosis.of(new Evidence(
                results,
                clientsSeen ? clients : List.of(),
                natSeen ? List.of(delta("nat")) : List.of(),
                serverSeen ? List.of(delta("srv")) : List.of()));
    }

    /** Returns the verdict with the trace, where the clients were seen. */
    Verdict tracedVerdict(boolean natSeen, boolean serverSeen) {
        List<ClientResult> results = new ArrayList<>();
        List<NamespaceDelta> clients = new ArrayList<>();
        addClients(results, clients);
        return Diagnosis.of(new Evidence(
                results,
                clients,
                natSeen ? List.of(delta("nat")) : List.of(),
                serverSeen ? List.of(delta("srv")) : List.of(),
                Optional.of(TracedLosses.parse(text("trace")))));
    }

    /** Requires that the truth lies within the bounds, and that what is sure is true. */
    void requireHeldBy(Verdict verdict) {
        Map<Cause, Long> truth = truth();
        for (Finding finding : verdict.findings()) {
            long count = truth.getOrDefault(finding.cause(), 0L);
            boolean named = finding.cause() != Cause.UNEXPLAINED && finding.count() > 0;
            assertThat((double) finding.bounds().atLeast())
                    .as(finding.cause() + " of " + verdict)
                    .isLessThanOrEqualTo(named ? count * (1 + tolerance()) : Double.MAX_VALUE);
            assertThat((double) finding.bounds().atMost())
                    .as(finding.cause() + " of " + verdict)
                    .isGreaterThanOrEqualTo(count * (1 - tolerance()));
        }
        requireNothingWrongIsSure(verdict);
    }

    /** Requires that what is sure is true. */
    void requireNothingWrongIsSure(Verdict verdict) {
        assertThat(verdict.findings().stream()
                        .filter(finding -> finding.confidence() == Confidence.HIGH && finding.count() > 0))
                .as("sure of " + verdict)
                .allMatch(finding -> truth().containsKey(finding.cause()));
    }

    private NamespaceDelta delta(String namespace) {
        return snapshot(namespace + ".after").since(snapshot(namespace + ".before"));
    }

    private NamespaceSnapshot snapshot(String file) {
        return NamespaceSnapshot.parse(text(file));
    }

    private String text(String file) {
        try {
            return Files.readString(file(file), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
