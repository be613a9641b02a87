package io.github.snatrace.probe.cli;

import io.github.snatrace.hold.Fate;
import io.github.snatrace.hold.HeldPacket;
import io.github.snatrace.hold.HeldRivals;
import io.github.snatrace.hold.Tuple;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** Writes what a hold let go, line by line. */
abstract sealed class HeldOutput {
    private Totals totals = new Totals(0, 0, 0, 0, 0);

    /**
     * What was let go so far.
     *
     * @param held groups that stood together
     * @param collided packets that found their tuple taken by a rival
     * @param lost packets that were dropped
     * @param resolved packets that clashed and passed nevertheless
     * @param alone packets whose rivals did not come
     */
    record Totals(long held, long collided, long lost, long resolved, long alone) {
        Totals plus(HeldRivals rivals, boolean together) {
            return new Totals(
                    held + (together ? 1 : 0),
                    collided + rivals.collisions(),
                    lost + rivals.count(Fate.LOST),
                    resolved + rivals.count(Fate.RESOLVED),
                    alone + (together ? 0 : rivals.packets().size()));
        }
    }

    /** Returns the sums so far. */
    Totals totals() {
        return totals;
    }

    /** Writes what became of these, who were to be {@code expected}. */
    void rivals(HeldRivals rivals, int expected) {
        boolean together = rivals.packets().size() == expected;
        totals = totals.plus(rivals, together);
        write(rivals, together);
    }

    abstract void write(HeldRivals rivals, boolean together);

    /** Writes the sums. */
    abstract void end();

    /** A line a packet. */
    static final class Text extends HeldOutput {
        private final PrintStream out;

        Text(PrintStream out) {
            this.out = out;
        }

        @Override
        void write(HeldRivals rivals, boolean together) {
            for (HeldPacket packet : rivals.packets()) {
                out.println((packet.equals(rivals.packets().get(0)) ? "" : "  ")
                        + packet.original() + " as "
                        + Tuple.text(packet.translated().source())
                        + (packet.original()
                                        .destination()
                                        .equals(packet.translated().destination())
                                ? ""
                                : " > " + Tuple.text(packet.translated().destination()))
                        + ": " + packet.fate().name().toLowerCase(Locale.ROOT) + (together ? "" : ", alone"));
            }
        }

        @Override
        void end() {
            Totals totals = totals();
            out.println("held together " + totals.held() + ", collided " + totals.collided() + ", lost " + totals.lost()
                    + ", resolved " + totals.resolved() + ", alone " + totals.alone());
        }
    }

    /** A line of JSON for those who stood together. */
    static final class Json extends HeldOutput {
        private static final JsonMapper MAPPER = new JsonMapper();

        private final PrintStream out;

        Json(PrintStream out) {
            this.out = out;
        }

        private record Group(boolean together, long collided, List<Packet> packets) {}

        private record Packet(String original, String target, String translated, String translatedTarget, Fate fate) {}

        @Override
        void write(HeldRivals rivals, boolean together) {
            out.println(MAPPER.writeValueAsString(new Group(
                    together,
                    rivals.collisions(),
                    rivals.packets().stream()
                            .map(packet -> new Packet(
                                    Tuple.text(packet.original().source()),
                                    Tuple.text(packet.original().destination()),
                                    Tuple.text(packet.translated().source()),
                                    Tuple.text(packet.translated().destination()),
                                    packet.fate()))
                            .toList())));
        }

        @Override
        void end() {
            out.println(MAPPER.writeValueAsString(totals()));
        }
    }
}
