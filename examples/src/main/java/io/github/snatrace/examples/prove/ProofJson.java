package io.github.snatrace.examples.prove;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.snatrace.hold.HeldRivals;
import io.github.snatrace.hold.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The machine-readable form of a proof, a contract: fields are added, never renamed.
 *
 * @param kernel the release of the kernel
 * @param unmapped what of a host's rules the lab could not have
 * @param cure what the cure costs, where that was asked for
 */
public record ProofJson(
        String kernel, int clients, List<Case> cases, List<CurePrice> cure, List<UnmappedRule> unmapped) {

    /**
     * One rule and one way to meet.
     *
     * @param meeting the way, such as tcp, tcp6 or udp-one-socket
     * @param pairs how many pairs, or groups of one flow of each client, were to be held
     * @param held how many of them stood side by side, whatever their tuples
     * @param collided packets that found their tuple taken
     * @param lost flows that came to nothing, by what the clients saw
     * @param insertFailed what the router counted meanwhile, as {@code clashResolved} is
     * @param example one of the pairs, packet by packet in the order in which they were let go
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Case(
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

    /**
     * A packet that was held.
     *
     * @param client the name of its sender
     * @param original where it came from
     * @param target where it was to go
     * @param translated as what it left
     * @param fate CONFIRMED, LOST or RESOLVED
     */
    public record Packet(String client, String original, String target, String translated, String fate) {}

    static ProofJson of(Proof proof) {
        return new ProofJson(
                proof.kernel(),
                proof.clients(),
                proof.cases().stream().map(each -> of(each, proof.clients())).toList(),
                proof.prices(),
                proof.unmapped());
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

    /**
     * Reads what {@code prove --json} printed.
     *
     * @throws IOException if the file cannot be read, or is not what it should be; the message names it
     */
    public static ProofJson read(Path file) throws IOException {
        try {
            return JsonMapper.shared().readValue(Files.readString(file), ProofJson.class);
        } catch (JacksonException e) {
            throw new IOException(file + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Says whether flows stood side by side in every case. */
    public boolean heldThroughout() {
        return cases.stream().noneMatch(each -> each.verdict() == ProofVerdict.NOT_HELD);
    }

    @Override
    public String toString() {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(this);
    }
}
