package io.github.snatrace.examples.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.hold.Fate;
import io.github.snatrace.hold.HeldPacket;
import io.github.snatrace.hold.HeldRivals;
import io.github.snatrace.hold.Tuple;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProofTextTest {
    private static final ProofCase LOST =
            new ProofCase("masquerade", Meeting.TCP, 20, 20, 20, 20, 20, 0, Optional.of(rivals()));
    private static final ProofCase RESOLVED =
            new ProofCase("masquerade", Meeting.UDP_ONE_SOCKET, 20, 20, 20, 0, 0, 20, Optional.empty());
    private static final ProofCase SAFE = new ProofCase("random", Meeting.TCP, 20, 20, 0, 0, 0, 0, Optional.empty());
    private static final ProofCase NOT_HELD =
            new ProofCase("masquerade", Meeting.TCP6, 20, 0, 0, 0, 0, 0, Optional.empty());

    @Test
    void print_eachVerdict_isATableAndASentenceEach() {
        Proof proof = new Proof(
                "6.18.44",
                2,
                List.of(LOST, RESOLVED, SAFE, NOT_HELD),
                List.of(new CurePrice("masquerade fully-random", 1, 20, 14, 1)),
                List.of(new UnmappedRule("POSTROUTING: -j MASQUERADE", "left out: mark 0x4000")));

        assertThat(printed(proof)).isEqualTo("""
                Held pairs on kernel 6.18.44, 2 clients: first packets wait between translation and
                confirmation until their rivals stand beside them.

                rule        case                     held  collided  lost  insert_failed  resolved  verdict
                masquerade  tcp                        20        20    20             20         0  COLLIDES
                masquerade  udp-one-socket             20        20     0              0        20  RESOLVED
                random      tcp                        20         0     0              0         0  SAFE
                masquerade  tcp6                        0         0     0              0         0  NOT_HELD

                COLLIDES, a flow is lost for certain when two meet: "masquerade" (tcp).
                Such as: c1 (172.17.0.2:20000) left as 10.99.0.1:20000; c2 (172.17.0.3:20000) wanted the same and lost.
                SAFE, no held flow collided: "random" (tcp).
                RESOLVED, held flows collided, and the kernel let both pass: "masquerade" (udp-one-socket).
                NOT_HELD, no flows stood side by side, so nothing was shown: "masquerade" (tcp6).
                Towards a port that the server has in TIME_WAIT, "masquerade fully-random" with tcp_timestamps=1: \
                14 of 20 SYNs rejected, 1 connects stalled.
                Not mapped: "POSTROUTING: -j MASQUERADE": left out: mark 0x4000.
                """);
    }

    @Test
    void sentences_resolvedWithoutACount_sayWhoResolvedIt() {
        ProofCase uncounted =
                new ProofCase("masquerade", Meeting.UDP_ONE_SOCKET, 20, 20, 20, 0, 0, 0, Optional.empty());

        assertThat(new ProofText(new Proof("6.1.170", 2, List.of(uncounted), List.of(), List.of())).sentences())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("Resolved without a count: the queue of this kernel joins");
    }

    @Test
    void sentences_countsThatDiffer_areSaid() {
        ProofCase odd = new ProofCase("masquerade", Meeting.TCP, 20, 20, 20, 19, 20, 0, Optional.empty());

        assertThat(new ProofText(new Proof("6.18", 2, List.of(odd), List.of(), List.of())).sentences())
                .contains("Clients, queue and router do not count the same: \"masquerade\" (tcp).");
    }

    @Test
    void json_ofACase_hasTheFieldsOfTheContract() {
        assertThat(ProofJson.of(new Proof("6.18.44", 2, List.of(LOST), List.of(), List.of()))
                        .toString())
                .isEqualToIgnoringWhitespace("""
                        {"kernel":"6.18.44","clients":2,"cases":[{"rule":"masquerade","case":"tcp","pairs":20,"held":20,
                        "collided":20,"lost":20,"insertFailed":20,"clashResolved":0,"verdict":"COLLIDES","example":[
                        {"client":"c1","original":"172.17.0.2:20000","target":"10.99.0.2:8080",
                        "translated":"10.99.0.1:20000","fate":"CONFIRMED"},
                        {"client":"c2","original":"172.17.0.3:20000","target":"10.99.0.2:8080",
                        "translated":"10.99.0.1:20000","fate":"LOST"}]}],"cure":[],"unmapped":[]}
                        """);
    }

    private static HeldRivals rivals() {
        return new HeldRivals(List.of(packet("172.17.0.2", Fate.CONFIRMED), packet("172.17.0.3", Fate.LOST)));
    }

    private static HeldPacket packet(String source, Fate fate) {
        return new HeldPacket(tuple(source), tuple("10.99.0.1"), fate);
    }

    private static Tuple tuple(String source) {
        return new Tuple(
                Tuple.Protocol.TCP, new InetSocketAddress(source, 20_000), new InetSocketAddress("10.99.0.2", 8_080));
    }

    private static String printed(Proof proof) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ProofText(proof).print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
