package io.github.snatrace.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.snapshot.ListeningSocket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ListenerFactsTest {

    @Test
    void conclude_fullAcceptQueue_isAProblemWithPortAndProcess() {
        List<Fact> facts = facts(
                new ListeningSocket("0.0.0.0:8080", 129, 128, OptionalLong.of(312), "java[812]"),
                new ListeningSocket("*:22", 0, 128, OptionalLong.of(0), "sshd[1]"));

        assertThat(facts).singleElement().satisfies(fact -> {
            assertThat(fact.level()).isEqualTo(Fact.Level.PROBLEM);
            assertThat(fact.fact())
                    .isEqualTo("the accept queue of 0.0.0.0:8080 of java[812] is full: 129 connections wait to be"
                            + " accepted, its backlog is 128; it has dropped 312 SYNs and last ACKs");
        });
    }

    @Test
    void conclude_queueThatWasFull_isANote() {
        List<Fact> facts = facts(new ListeningSocket("*:443", 3, 511, OptionalLong.of(7), "nginx[9]"));

        assertThat(facts)
                .extracting(fact -> fact.level() + " " + fact.fact())
                .containsExactly("NOTE *:443 of nginx[9] has dropped 7 SYNs and last ACKs since it listens; its accept"
                        + " queue has room now (3 of 511)");
    }

    @Test
    void conclude_queuesWithRoom_areAsTheyShouldBe() {
        List<Fact> facts = facts(
                new ListeningSocket("*:443", 0, 511, OptionalLong.of(0), ""),
                new ListeningSocket("*:80", 511, 511, OptionalLong.empty(), ""));

        assertThat(facts)
                .extracting(fact -> fact.level() + " " + fact.fact())
                .containsExactly("GOOD 2 sockets listen here; their accept queues have room, and none has dropped"
                        + " anything");
    }

    @Test
    void conclude_kernelThatDoesNotTell_isUnknown() {
        List<Fact> facts =
                facts(Optional.of(new Findings.Listeners(List.of(), "netlink: socket: no")), Optional.empty());

        assertThat(facts)
                .extracting(fact -> fact.level() + " " + fact.fact())
                .containsExactly("UNKNOWN the sockets that listen here cannot be asked for: netlink: socket: no");
    }

    static List<Fact> facts(Optional<Findings.Listeners> listeners, Optional<Resolver> resolver) {
        return facts("6.18.1", listeners, resolver);
    }

    static List<Fact> facts(String kernel, Optional<Findings.Listeners> listeners, Optional<Resolver> resolver) {
        return Doctor.conclude(new Findings(
                        kernel,
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        new HostRules(List.of(), List.of(), false, ""),
                        List.of(),
                        List.of(),
                        listeners,
                        resolver))
                .stream()
                .filter(fact -> fact.topic().equals("listeners") || fact.topic().equals("dns"))
                .toList();
    }

    private static List<Fact> facts(ListeningSocket... sockets) {
        return facts(Optional.of(new Findings.Listeners(List.of(sockets), "")), Optional.empty());
    }
}
