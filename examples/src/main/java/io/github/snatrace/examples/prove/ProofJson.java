package io.github.snatrace.examples.prove;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.snatrace.hold.HeldRivals;
import io.github.snatrace.hold.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The machine-readable form of a proof, a contract: fields are added, never renamed. */
record ProofJson(String kernel, int clients, List<Case> cases, List<CurePrice> cure) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Case(
            String rule,
            @JsonProperty("case") String meeting,
            int pairs,
            long held,
            long collided,
            long lost,
            long insertFailed,
            long clashResolved,
            ProofVerdict verdict,
            @Nullable List<Packet> example) {}

    private record Packet(String client, String original, String target, String translated, String fate) {}

    static ProofJson of(Proof proof) {
        return new ProofJson(
                proof.kernel(),
                proof.clients(),
                proof.cases().stream().map(each -> of(each, proof.clients())).toList(),
                proof.prices());
    }

    private static Case of(ProofCase some, int clients) {
        return new Case(
                some.rule(),
                some.meeting().label(),
                some.pairs(),
                some.held(),
                some.collided(),
                some.lost(),
                some.insertFailed(),
                some.clashResolved(),
                some.verdict(),
                some.example().map(example -> packets(example, clients)).orElse(null));
    }

    private static List<Packet> packets(HeldRivals example, int clients) {
        return example.packets().stream()
                .map(packet -> new Packet(
                        LabAddresses.nameOf(packet.original().source(), clients),
                        Tuple.text(packet.original().source()),
                        Tuple.text(packet.original().destination()),
                        Tuple.text(packet.translated().source()),
                        packet.fate().name()))
                .toList();
    }

    @Override
    public String toString() {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(this);
    }
}
