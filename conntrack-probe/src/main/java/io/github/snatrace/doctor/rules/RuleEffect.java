package io.github.snatrace.doctor.rules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a rule does with a packet that matches. */
public sealed interface RuleEffect {

    /** The next rule sees the packet as well: counters, logs, and whatever does not concern translation. */
    record Next() implements RuleEffect {}

    /** The packet has passed this base chain. */
    record Accept() implements RuleEffect {}

    /** The packet is gone. */
    record Drop() implements RuleEffect {}

    /** Back to the chain that jumped here; in a base chain, the packet has passed. */
    record Return() implements RuleEffect {}

    /**
     * On to another chain, and back from its end.
     *
     * @param chain its name
     */
    record Jump(String chain) implements RuleEffect {}

    /**
     * On to another chain, and not back.
     *
     * @param chain its name
     */
    record Goto(String chain) implements RuleEffect {}

    /**
     * One of several effects, by what stands in the packet: a verdict map.
     *
     * @param field the field that decides, see {@link RuleMatch}
     * @param cases its values and their effects
     */
    record Dispatch(String field, Map<String, RuleEffect> cases) implements RuleEffect {

        /** Copies the map, in its order. */
        public Dispatch {
            cases = Collections.unmodifiableMap(new LinkedHashMap<>(cases));
        }
    }

    /**
     * The packet gets a mark, and the next rule sees it.
     *
     * @param mark as {@link RuleMatch} writes it
     */
    record Mark(String mark) implements RuleEffect {}

    /**
     * The packet's source is translated, and no other rule translates it.
     *
     * @param translation how
     */
    record Translate(Translation translation) implements RuleEffect {}

    /** The text does not tell what happens. */
    record Untold() implements RuleEffect {}
}
