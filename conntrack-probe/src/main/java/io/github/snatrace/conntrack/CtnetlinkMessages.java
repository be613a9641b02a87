package io.github.snatrace.conntrack;

import io.github.snatrace.netlink.NetlinkAttributes;
import io.github.snatrace.netlink.NetlinkMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** The requests for connection tracking statistics, and what their answers say. */
final class CtnetlinkMessages {
    private static final int CTNETLINK = 1;
    private static final int GET_STATS_CPU = 4;
    private static final int GET_STATS = 5;
    private static final int GLOBAL_ENTRIES = 1;

    private static final Map<Integer, Counter> COUNTERS = Map.ofEntries(
            Map.entry(1, Counter.SEARCHED),
            Map.entry(2, Counter.FOUND),
            Map.entry(3, Counter.NEW),
            Map.entry(4, Counter.INVALID),
            Map.entry(5, Counter.IGNORE),
            Map.entry(6, Counter.DELETE),
            Map.entry(7, Counter.DELETE_LIST),
            Map.entry(8, Counter.INSERT),
            Map.entry(9, Counter.INSERT_FAILED),
            Map.entry(10, Counter.DROP),
            Map.entry(11, Counter.EARLY_DROP),
            Map.entry(12, Counter.ICMP_ERROR),
            Map.entry(13, Counter.SEARCH_RESTART),
            Map.entry(14, Counter.CLASHRES),
            Map.entry(15, Counter.CHAINLENGTH));

    private CtnetlinkMessages() {}

    /** Returns the request for the counters of each CPU. */
    static NetlinkMessage counters() {
        return NetlinkMessage.to(CTNETLINK, GET_STATS_CPU, NetlinkMessage.DUMP, 0, 0, NetlinkAttributes.builder());
    }

    /** Returns the request for the number of entries. */
    static NetlinkMessage entries() {
        return NetlinkMessage.to(CTNETLINK, GET_STATS, 0, 0, 0, NetlinkAttributes.builder());
    }

    /** Returns each CPU's counters; an attribute that nobody knows is kept under its number. */
    static List<CpuCounters> cpus(List<NetlinkMessage> answers) throws IOException {
        List<CpuCounters> cpus = new ArrayList<>();
        for (NetlinkMessage answer : answers) {
            if (answer.is(CTNETLINK, GET_STATS_CPU)) {
                NetlinkAttributes attributes = answer.attributes();
                SortedMap<Counter, Long> counters = new TreeMap<>();
                for (int type : attributes.types()) {
                    Counter counter = COUNTERS.getOrDefault(type, Counter.named("attribute" + type));
                    attributes.u32(type).ifPresent(value -> counters.put(counter, value));
                }
                cpus.add(new CpuCounters(answer.resource(), counters));
            }
        }
        return cpus;
    }

    /** Returns how many entries the table holds, empty if no answer says so. */
    static OptionalLong entries(List<NetlinkMessage> answers) throws IOException {
        for (NetlinkMessage answer : answers) {
            if (answer.is(CTNETLINK, GET_STATS)) {
                return answer.attributes().u32(GLOBAL_ENTRIES);
            }
        }
        return OptionalLong.empty();
    }
}
