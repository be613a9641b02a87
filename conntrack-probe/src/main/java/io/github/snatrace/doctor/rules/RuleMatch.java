package io.github.snatrace.doctor.rules;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * A condition of a rule: a field of the packet is one of several values, or none of them.
 *
 * <p>Fields that both tools have carry one name; whatever else a tool can ask for is a field of the tool's own words.
 *
 * @param field what is looked at
 * @param negated whether it must be none of the values
 * @param values the values, as text
 */
public record RuleMatch(String field, boolean negated, List<String> values) {
    /** The source address. */
    public static final String SOURCE = "saddr";
    /** The destination address. */
    public static final String DESTINATION = "daddr";
    /** The interface that a packet came by. */
    public static final String IN = "iif";
    /** The interface that a packet leaves by. */
    public static final String OUT = "oif";
    /** tcp, udp and so on. */
    public static final String PROTOCOL = "proto";
    /** The source port. */
    public static final String SOURCE_PORT = "sport";
    /** The destination port. */
    public static final String DESTINATION_PORT = "dport";
    /** The packet's mark, with a mask behind a slash where only some bits are looked at. */
    public static final String MARK = "mark";
    /** The state of the connection. */
    public static final String STATE = "ctstate";
    /** ipv4 or ipv6. */
    public static final String FAMILY = "nfproto";
    /** The source's address on Ethernet. */
    public static final String MAC = "mac";

    /** What differs from packet to packet, so that the same words twice do not mean the same packets. */
    private static final Set<String> BY_CHANCE = Set.of(
            "statistic", "limit", "hashlimit", "quota", "recent", "connlimit", "numgen", "time", "rateest", "quota2");

    /** Copies the list. */
    public RuleMatch {
        values = List.copyOf(values);
    }

    static RuleMatch of(String field, String... values) {
        return new RuleMatch(field, false, List.of(values));
    }

    /** Returns the condition that holds for all other packets. */
    RuleMatch opposite() {
        return new RuleMatch(field, !negated, values);
    }

    /** Returns whether it may hold for one packet and not for the next, though they are alike. */
    boolean isByChance() {
        return BY_CHANCE.stream().anyMatch(field::startsWith);
    }

    /** Returns whether a packet for which all of {@code conditions} hold is surely one for which this holds. */
    boolean isImpliedBy(List<RuleMatch> conditions) {
        if (isByChance()) {
            return false;
        }
        // NAT asks its rules for the first packet of a connection only.
        if (field.equals(STATE) && !negated && values.stream().anyMatch("new"::equalsIgnoreCase)) {
            return true;
        }
        return conditions.stream().anyMatch(this::follows);
    }

    private boolean follows(RuleMatch known) {
        if (!known.field.equals(field)) {
            return false;
        }
        if (negated) {
            return known.negated
                    ? all(values, known.values, this::contains)
                    : known.values.stream().allMatch(it -> values.stream().allMatch(mine -> isDisjoint(mine, it)));
        }
        return !known.negated && all(known.values, values, this::contains);
    }

    /** Returns whether each of {@code inner} lies in one of {@code outer}. */
    private static boolean all(List<String> inner, List<String> outer, BiPredicate<String, String> contains) {
        return inner.stream().allMatch(one -> outer.stream().anyMatch(other -> contains.test(other, one)));
    }

    private boolean contains(String outer, String inner) {
        if (outer.equals(inner)) {
            return true;
        }
        return switch (field) {
            case SOURCE, DESTINATION ->
                both(AddressRange.parse(outer), AddressRange.parse(inner), AddressRange::contains);
            case SOURCE_PORT, DESTINATION_PORT -> both(ports(outer), ports(inner), AddressRange::contains);
            case IN, OUT -> isWildcard(outer) && inner.startsWith(outer.substring(0, outer.length() - 1));
            default -> false;
        };
    }

    private boolean isDisjoint(String one, String other) {
        return switch (field) {
            case SOURCE, DESTINATION ->
                both(AddressRange.parse(one), AddressRange.parse(other), AddressRange::isDisjoint);
            case SOURCE_PORT, DESTINATION_PORT -> both(ports(one), ports(other), AddressRange::isDisjoint);
            case IN, OUT, PROTOCOL, FAMILY, MAC -> !contains(one, other) && !contains(other, one);
            default -> false;
        };
    }

    private static boolean isWildcard(String name) {
        return name.endsWith("+") || name.endsWith("*");
    }

    /** Ports are compared as addresses are: from one to another. */
    private static Optional<AddressRange> ports(String text) {
        int dash = text.indexOf('-');
        String first = dash < 0 ? text : text.substring(0, dash);
        return PortChoice.parse(text).map(range -> {
            BigInteger low = new BigInteger(first);
            return new AddressRange(16, low, low.add(BigInteger.valueOf(range.count() - 1L)));
        });
    }

    private static boolean both(
            Optional<AddressRange> one,
            Optional<AddressRange> other,
            BiPredicate<AddressRange, AddressRange> relation) {
        return one.isPresent() && other.isPresent() && relation.test(one.get(), other.get());
    }

    /** Returns whether it lets exactly one address of a client through. */
    public boolean isOneSource() {
        return field.equals(SOURCE)
                && !negated
                && values.size() == 1
                && AddressRange.parse(values.get(0)).filter(AddressRange::isOne).isPresent();
    }
}
