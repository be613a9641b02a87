package io.github.snatrace.conntrack;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * One of the kernel's connection tracking counters, under its current name: the one that the newest
 * {@code /proc/net/stat/nf_conntrack} gives it.
 *
 * <p>The kernel and its tools call some counters by two names ({@code clashres} is {@code clash_resolve} in
 * {@code conntrack -S}); {@link #named} knows them all. A name that nobody knows yet is a counter of its own. Counters
 * are equal when their names are, and sort as the newest kernel prints them, unknown ones last.
 */
public final class Counter implements Comparable<Counter> {
    // Declared before the constants: their initializers fill it.
    private static final Map<String, Counter> BY_NAME = new LinkedHashMap<>();

    /** UDP packets whose clash with another CPU's entry was resolved instead of being dropped. */
    public static final Counter CLASHRES = known(
            "clashres",
            List.of("clash_resolve"),
            "5.10 and later",
            "a UDP packet lost the insertion race and was given the winner's entry",
            "never moves for TCP, which has no clash resolution; before 5.10 a resolved clash counted as"
                    + " insert_failed");

    /** NAT found the tuple it wanted in use: collisions avoided, and so the best measure of exposure to the race. */
    public static final Counter FOUND = known(
            "found",
            List.of(),
            "of all releases",
            "NAT wanted a source port (or tuple) that was taken, and looked for another",
            "before 4.9 it counted every successful lookup of a packet's entry as well");

    /** New entries. The kernel stopped counting in 4.9. */
    public static final Counter NEW = known(
            "new",
            List.of(),
            "up to 4.8",
            "a packet opened a connection that was not in the table",
            "since 4.9 the column stays 0");

    /** Packets that belong to no connection and cannot open one. */
    public static final Counter INVALID = known(
            "invalid",
            List.of(),
            "of all releases",
            "a packet could not be tracked: out of window, odd flags, bad checksum",
            "");

    /** Packets that were not to be tracked. */
    public static final Counter IGNORE = known(
            "ignore",
            List.of(),
            "up to 5.9",
            "a packet was already tracked (loopback) or marked as not to be tracked",
            "neither is an error; since 5.10 the column stays 0 and netlink sends it no more");

    /** Entries deleted. The kernel stopped counting in 4.9. */
    public static final Counter DELETE =
            known("delete", List.of(), "up to 4.8", "an entry left the table", "since 4.9 the column stays 0");

    /** Insertions refused because the hash chain was too long. */
    public static final Counter CHAINLENGTH = known(
            "chainlength",
            List.of("chaintoolong", "chain_toolong"),
            "5.15 and later",
            "an entry was refused because its hash chain was too long; insert_failed moves with it",
            "no length, in spite of its name; race candidates are insert_failed - chainlength");

    /** Entries inserted, since 4.9 only those that user space inserted. */
    public static final Counter INSERT = known(
            "insert",
            List.of(),
            "of all releases",
            "user space inserted an entry through ctnetlink",
            "since 4.9 it ignores the kernel's own insertions, so insert_failed / insert is no ratio");

    /** Entries that could not be inserted: the SNAT race, and chains that were too long. */
    public static final Counter INSERT_FAILED = known(
            "insert_failed",
            List.of(),
            "of all releases",
            "an entry could not be confirmed: another CPU had taken its tuple (drop moves too), or its chain was too"
                    + " long (chainlength moves too)",
            "before 5.10 it counted clashes that were then resolved (UDP) as well");

    /** Packets dropped because tracking them failed. */
    public static final Counter DROP = known(
            "drop",
            List.of(),
            "of all releases",
            "a packet was dropped: its clash could not be resolved (insert_failed moves too), or the table was full",
            "a chain that was too long drops the packet without counting it here");

    /** Entries evicted to make room in a full table. */
    public static final Counter EARLY_DROP = known(
            "early_drop",
            List.of(),
            "of all releases",
            "the table was full and an entry without a finished handshake was evicted for a new one",
            "");

    /** ICMP errors that could not be matched to a connection. */
    public static final Counter ICMP_ERROR = known(
            "icmp_error",
            List.of("error"),
            "of all releases",
            "an ICMP packet could not be handled: broken, or an error that quotes something that cannot be tracked",
            "before 5.10 other refused packets counted here too, and invalid moved with it");

    /** Expectations created by the kernel's helpers. */
    public static final Counter EXPECT_NEW = known(
            "expect_new",
            List.of(),
            "of all releases",
            "a packet opened a connection that a helper (FTP, SIP) expected",
            "");

    /** Expectations created. */
    public static final Counter EXPECT_CREATE =
            known("expect_create", List.of(), "of all releases", "an expectation was created", "");

    /** Expectations deleted. */
    public static final Counter EXPECT_DELETE =
            known("expect_delete", List.of(), "of all releases", "an expectation was removed", "");

    /** Lookups that had to start again. */
    public static final Counter SEARCH_RESTART = known(
            "search_restart",
            List.of(),
            "2.6.35 and later",
            "a lookup ended in another chain (an entry moved under it) and was started again",
            "harmless");

    /** Entries looked at during lookups. */
    public static final Counter SEARCHED = known(
            "searched",
            List.of(),
            "up to 4.8",
            "an entry was looked at during a lookup",
            "since 4.9 the column stays 0; it became clashres in 5.10");

    /** Entries put on the list of dying ones. */
    public static final Counter DELETE_LIST = known(
            "delete_list",
            List.of(),
            "up to 4.8",
            "an entry was put on the list of those to be destroyed",
            "since 4.9 the column stays 0; it became chainlength in 5.15");

    private static final int UNKNOWN = Integer.MAX_VALUE;
    private static final List<Counter> KNOWN = List.copyOf(new LinkedHashSet<>(BY_NAME.values()));

    private final String name;
    private final List<String> aliases;
    private final String kernels;
    private final String movedBy;
    private final String caveat;
    private final int rank;

    private Counter(String name, List<String> aliases, String kernels, String movedBy, String caveat, int rank) {
        this.name = name;
        this.aliases = aliases;
        this.kernels = kernels;
        this.movedBy = movedBy;
        this.caveat = caveat;
        this.rank = rank;
    }

    private static Counter known(String name, List<String> aliases, String kernels, String movedBy, String caveat) {
        Counter counter = new Counter(name, aliases, kernels, movedBy, caveat, BY_NAME.size());
        BY_NAME.put(name, counter);
        for (String alias : aliases) {
            BY_NAME.put(alias, counter);
        }
        return counter;
    }

    /**
     * Returns the counter that the kernel or one of its tools calls {@code name}, today or formerly; an unknown name is
     * a counter of that name.
     */
    public static Counter named(String name) {
        Counter known = BY_NAME.get(name);
        return known != null ? known : new Counter(name, List.of(), "", "", "", UNKNOWN);
    }

    /** Returns the counters whose meaning is known, in the order of the newest kernel. */
    public static List<Counter> known() {
        return KNOWN;
    }

    /** Returns the current name. */
    public String name() {
        return name;
    }

    /** Returns the other names that the same counter goes by. */
    public List<String> aliases() {
        return aliases;
    }

    /** Returns the kernels that count it, empty for an unknown counter. */
    public String kernels() {
        return kernels;
    }

    /** Returns what moves the counter, empty for an unknown counter. */
    public String movedBy() {
        return movedBy;
    }

    /** Returns what the counter does not mean or no longer means, empty when there is nothing to beware of. */
    public String caveat() {
        return caveat;
    }

    /** Returns whether its meaning is known. */
    public boolean isKnown() {
        return rank != UNKNOWN;
    }

    @Override
    public int compareTo(Counter other) {
        int byRank = Integer.compare(rank, other.rank);
        return byRank != 0 ? byRank : name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counter counter && name.equals(counter.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
