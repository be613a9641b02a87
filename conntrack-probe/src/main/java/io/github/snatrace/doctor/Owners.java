package io.github.snatrace.doctor;

import io.github.snatrace.doctor.rules.NatRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The programs that are known to write translating rules: the table {@code owners.json}. Immutable. */
final class Owners {
    private final List<Owner> owners;

    private Owners(List<Owner> owners) {
        this.owners = List.copyOf(owners);
    }

    /** Reads the table. */
    static Owners known() {
        try (InputStream in = Owners.class.getResourceAsStream("owners.json")) {
            if (in == null) {
                throw new IllegalStateException("owners.json is not in the jar");
            }
            List<Owner> owners = new ArrayList<>();
            for (JsonNode row : JsonMapper.shared().readTree(in).path("owners")) {
                owners.add(owner(row));
            }
            return new Owners(owners);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Owner owner(JsonNode row) {
        return new Owner(
                row.path("name").asString(""),
                pattern(row, "table"),
                pattern(row, "chain"),
                pattern(row, "comment"),
                pattern(row, "rule"),
                row.path("random").asString("unknown"),
                row.path("since").asString(""),
                row.path("knob").asString(""),
                row.path("instead").asString(""),
                row.path("writesAgain").asString(""));
    }

    private static @Nullable Pattern pattern(JsonNode row, String name) {
        return row.has(name) ? Pattern.compile(row.path(name).asString("")) : null;
    }

    /** Returns whose rule it is: that of the first row that fits; empty when none does. */
    Optional<Owner> of(NatRule rule) {
        return owners.stream().filter(owner -> owner.owns(rule)).findFirst();
    }

    /** Returns the rows in order. */
    List<Owner> all() {
        return owners;
    }
}
