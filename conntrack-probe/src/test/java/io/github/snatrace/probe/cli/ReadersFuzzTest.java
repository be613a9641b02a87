package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.diagnosis.ClientResult;
import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Evidence;
import io.github.snatrace.diagnosis.TracedLosses;
import io.github.snatrace.diagnosis.VerdictText;
import io.github.snatrace.doctor.Doctor;
import io.github.snatrace.host.Damage;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.snapshot.ListeningSocket;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever text a file has, its reader makes something of it that can be printed, or refuses it in one line. {@code
 * -Dfuzz.rounds=1000000} makes more of it.
 */
@Timeout(3_600)
final class ReadersFuzzTest {

    private static final List<String> SNAPSHOTS = List.of(
            Fixtures.text("runs/race/nat.after"),
            Fixtures.text("faults/race/srv.after"),
            Fixtures.text("conntrack/conntrack-S-1.4.7-after-race.txt"),
            Fixtures.text("conntrack/proc-2.6.32.txt"),
            Fixtures.text("reports/24/nstat-az.txt"),
            Fixtures.text("reports/24/netstat-s-old-proxy.txt"));

    private static final List<String> RULES = List.of(
            Fixtures.text("rules/iptables-save.txt"),
            Fixtures.text("rules/iptables-save-c.txt"),
            Fixtures.text("rules/nft.json"),
            Fixtures.text("rules/nft-of-iptables.json"),
            "-A POSTROUTING -s 10.0.0.0/8 -o eth0 -j MASQUERADE --random-fully\n",
            """
            table ip nat {
              chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                ip saddr 10.0.0.0/8 oifname "eth0" counter packets 1 bytes 2 masquerade fully-random
                ip daddr { 10.1.0.0/16, 10.2.0.1-10.2.0.9 } snat to 192.0.2.1:1024-65535 random
              }
            }
            """,
            """
            Chain POSTROUTING (policy ACCEPT 0 packets, 0 bytes)
             pkts bytes target     prot opt in     out     source               destination
               12   720 MASQUERADE  all  --  *      eth0    10.0.0.0/8           0.0.0.0/0
            """);

    private static final List<String> RESULTS = List.of(
            Fixtures.text("faults/race/c1.json"), "{\"attempts\":3,\"outcomes\":{\"CONNECTED\":1,\"TIMED_OUT\":2}}");

    private static final List<String> TRACES = List.of("""
            {"at":"2026-01-31T12:00:00Z","original":"172.17.0.3:20000","target":"10.99.0.2:8080","lost":"CONFIRMATION","cause":"SNAT_INSERTION_RACE"}
            {"syns":12,"lost":{"CONFIRMATION":1},"missed":0}
            """);

    @Test
    void snapshots_ofAnyText_areReadComparedAndExplained() {
        List<ClientResult> results = List.of(ClientResult.parse(RESULTS.get(1)));
        NamespaceSnapshot good = NamespaceSnapshot.parse(SNAPSHOTS.get(0));

        fuzz(1, SNAPSHOTS, text -> {
            NamespaceSnapshot snapshot = NamespaceSnapshot.parse(text);
            for (NamespaceDelta delta : List.of(snapshot.since(good), good.since(snapshot), snapshot.since(snapshot))) {
                assertThat(VerdictText.of(Diagnosis.of(new Evidence(
                                results, List.of(delta), List.of(delta), List.of(delta), Optional.empty()))))
                        .isNotEmpty();
            }
        });
    }

    @Test
    void results_ofAnyText_areReadAndExplained() {
        fuzz(
                2,
                RESULTS,
                text -> assertThat(VerdictText.of(Diagnosis.of(new Evidence(
                                List.of(ClientResult.parse(text)), List.of(), List.of(), List.of(), Optional.empty()))))
                        .isNotEmpty());
    }

    @Test
    void traces_ofAnyText_areReadAndCounted() {
        List<ClientResult> clients = List.of(ClientResult.parse(RESULTS.get(0)));

        fuzz(
                3,
                TRACES,
                text -> assertThat(VerdictText.of(Diagnosis.of(new Evidence(
                                clients, List.of(), List.of(), List.of(), Optional.of(TracedLosses.parse(text))))))
                        .isNotEmpty());
    }

    @Test
    void rules_ofAnyText_areReadAndJudged() {
        fuzz(
                4,
                RULES,
                text -> assertThat(DoctorText.of(Doctor.read(Map.of("rules", text), Optional.of("6.18.1"))))
                        .isNotEmpty());
    }

    @Test
    void listings_ofAnyText_areReadAndPrinted() {
        fuzz(
                5,
                List.of(Fixtures.text("reports/24/ss-lnt.txt")),
                text -> assertThat(ProtocolText.of(ListeningSocket.parse(text))).isNotNull());
    }

    @Test
    void conditions_ofAnyText_areReadOrRefused() {
        fuzz(6, List.of("insert_failed>0", "cpu3.drop>=10", "cpu*.found != 18"), text -> {
            try {
                assertThat(Condition.parse(text)).isNotNull();
            } catch (UsageException e) {
                throw new TextFormatException("refused");
            }
        });
    }

    private static void fuzz(long seed, List<String> seeds, Consumer<String> reader) {
        Damage damage = new Damage(seed);
        int read = 0;
        int refused = 0;
        for (int round = 0; round < Damage.ROUNDS; round++) {
            String text = damage.text(seeds);
            try {
                reader.accept(text);
                read++;
            } catch (TextFormatException e) {
                assertThat(e.getMessage()).as(text).hasLineCount(1).hasSizeLessThan(1_000);
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("round " + round + ": " + text, e);
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }
}
