package io.github.snatrace.trace;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The rules that tap a namespace, as commands of nft: in tables of their own, which drop and change nothing, and which
 * the kernel removes with the nft that made them.
 *
 * @param table the name of the tables
 * @param firstGroup the log group of the first tap; the others have the next ones, in their order
 * @param targets whose SYNs and answers are logged; none logs those of everybody
 * @param protocols of these, TCP's SYNs and their answers, or UDP's packets
 * @param mostASecond how many packets a second each tap logs at the most
 */
record TapRules(
        String table, int firstGroup, List<TraceTarget> targets, Set<TransportProtocol> protocols, int mostASecond) {
    private static final String SYN = "tcp flags & (syn | ack) == syn";
    private static final String SYN_ACK = "tcp flags & (syn | ack) == syn | ack";
    /** What answers a SYN where nobody listens. */
    private static final String REFUSAL = "tcp flags & (syn | rst | ack) == rst | ack tcp sequence 0";

    /** Before every rule, but for those of raw at -300, and connection tracking at -200. */
    private static final int FIRST = -310;
    /** Behind the translation of the source, at 100. */
    private static final int TRANSLATED = 101;
    /** The last before confirmation. */
    private static final int LAST = Integer.MAX_VALUE - 1;

    TapRules {
        targets = List.copyOf(targets);
        protocols = Set.copyOf(protocols);
    }

    int group(TapPoint point) {
        return firstGroup + point.number();
    }

    /**
     * Returns what makes the taps of every place but that of leaving.
     *
     * @param devices whether devices are tapped, which see the answers leave too, and when
     */
    List<String> hooks(boolean devices) {
        List<String> commands = new ArrayList<>();
        commands.add("add table inet " + table + " { flags owner; }");
        backends("inet", commands);
        for (TapPoint point : TapPoint.values()) {
            if (point != TapPoint.LEAVING) {
                log("inet", point, commands);
            }
        }
        chain("prerouting", FIRST, commands);
        chain("output", FIRST, commands);
        chain("postrouting", TRANSLATED, commands);
        chain("postrouting", LAST, commands);
        chain("input", LAST, commands);
        for (String hook : List.of("prerouting", "output")) {
            commands.add(rule(hook, FIRST, hook.equals("prerouting") ? "iif lo accept" : "oif lo accept"));
            asked(hook, FIRST, "", TapPoint.ENTERING, commands);
        }
        answered("prerouting", FIRST, TapPoint.ANSWERED, true, commands);
        tracked(TRANSLATED, TapPoint.TRANSLATED, commands);
        tracked(LAST, TapPoint.CONFIRMING, commands);
        if (!devices) {
            answered("postrouting", LAST, TapPoint.DELIVERED, false, commands);
        }
        answered("input", LAST, TapPoint.DELIVERED, false, commands);
        return commands;
    }

    /** Returns what makes the taps of leaving, of SYNs and of answers, without a device yet. */
    List<String> leaving() {
        List<String> commands = new ArrayList<>();
        commands.add("add table netdev " + table + " { flags owner; }");
        backends("netdev", commands);
        log("netdev", TapPoint.LEAVING, commands);
        log("netdev", TapPoint.DELIVERED, commands);
        return commands;
    }

    /** Returns what makes the tap of leaving by a device. */
    List<String> device(String name) {
        String chain = "device_" + Integer.toHexString(name.hashCode());
        List<String> commands = new ArrayList<>();
        commands.add("add chain netdev " + table + " " + chain + " { type filter hook egress device \"" + name
                + "\" priority -500; }");
        for (TransportProtocol protocol : protocols) {
            for (String match : matches(protocol, "daddr", "dport", true)) {
                commands.add("add rule netdev " + table + " " + chain + " " + match + opening(protocol) + " goto "
                        + log(TapPoint.LEAVING));
            }
        }
        for (String match : matches(TransportProtocol.TCP, "saddr", "sport", false)) {
            for (String answer : List.of(SYN_ACK, REFUSAL)) {
                commands.add("add rule netdev " + table + " " + chain + " " + match + answer + " goto "
                        + log(TapPoint.DELIVERED));
            }
        }
        return commands;
    }

    /** Returns what has the taps of leaving and of answers look for a target's backend as well. */
    List<String> backend(Endpoint backend) {
        String element = Endpoint.text(backend.address()) + " . " + backend.port();
        List<String> commands = new ArrayList<>();
        for (String family : List.of("inet", "netdev")) {
            commands.add("add element " + family + " " + table + " backends" + (isIpv6(backend) ? "6" : "4") + " { "
                    + element + " }");
        }
        return commands;
    }

    /** Returns the question how many packets the taps of a family did not log because there were too many. */
    String counters(String family) {
        return "list counters table " + family + " " + table;
    }

    private static boolean isIpv6(Endpoint endpoint) {
        return endpoint.address() instanceof Inet6Address;
    }

    private void backends(String family, List<String> commands) {
        commands.add("add set " + family + " " + table + " backends4 { type ipv4_addr . inet_service; size 65535; }");
        commands.add("add set " + family + " " + table + " backends6 { type ipv6_addr . inet_service; size 65535; }");
    }

    /** The chain that logs for a tap, at a bounded rate. */
    private void log(String family, TapPoint point, List<String> commands) {
        String chain = log(point);
        commands.add("add counter " + family + " " + table + " over_" + chain);
        commands.add("add chain " + family + " " + table + " " + chain);
        commands.add("add rule " + family + " " + table + " " + chain + " limit rate over " + mostASecond
                + "/second burst " + mostASecond + " packets counter name over_" + chain + " accept");
        commands.add("add rule " + family + " " + table + " " + chain + " log group " + group(point) + " snaplen "
                + NetlinkLog.PACKET_BYTES);
    }

    private static String log(TapPoint point) {
        return "log_" + point.name().toLowerCase(Locale.ROOT);
    }

    private void chain(String hook, int priority, List<String> commands) {
        commands.add("add chain inet " + table + " " + name(hook, priority) + " { type filter hook " + hook
                + " priority " + priority + "; }");
    }

    private static String name(String hook, int priority) {
        return hook + (priority == FIRST ? "_first" : priority == LAST ? "_last" : "_translated");
    }

    private String rule(String hook, int priority, String rule) {
        return "add rule inet " + table + " " + name(hook, priority) + " " + rule;
    }

    private void asked(String hook, int priority, String condition, TapPoint point, List<String> commands) {
        for (TransportProtocol protocol : protocols) {
            for (String match : matches(protocol, "daddr", "dport", false)) {
                commands.add(rule(hook, priority, condition + match + opening(protocol) + " goto " + log(point)));
            }
        }
    }

    private void answered(String hook, int priority, TapPoint point, boolean backends, List<String> commands) {
        for (String match : matches(TransportProtocol.TCP, "saddr", "sport", backends)) {
            for (String answer : List.of(SYN_ACK, REFUSAL)) {
                commands.add(rule(hook, priority, match + answer + " goto " + log(point)));
            }
        }
    }

    /** Behind the translation of the destination a target is known by what was asked for at first. */
    private void tracked(int priority, TapPoint point, List<String> commands) {
        if (targets.isEmpty()) {
            commands.add(rule("postrouting", priority, "ct status snat " + SYN + " goto " + log(point)));
            return;
        }
        asked("postrouting", priority, "ct state untracked ", point, commands);
        for (TransportProtocol protocol : protocols) {
            for (TraceTarget target : targets) {
                String match = "meta l4proto " + name(protocol) + " ct original " + (target.isIpv6() ? "ip6" : "ip")
                        + " daddr " + target.networkText()
                        + (target.port().isPresent()
                                ? " ct original proto-dst " + target.port().getAsInt()
                                : "");
                commands.add(rule("postrouting", priority, match + " " + opening(protocol) + " goto " + log(point)));
            }
        }
    }

    private static String name(TransportProtocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    /** What is tapped of a protocol on its way out. */
    private static String opening(TransportProtocol protocol) {
        return switch (protocol) {
            case TCP -> SYN;
            case UDP -> "meta l4proto udp";
        };
    }

    private List<String> matches(TransportProtocol protocol, String address, String port, boolean backends) {
        if (targets.isEmpty()) {
            return List.of("meta l4proto " + name(protocol) + " ");
        }
        List<String> matches = new ArrayList<>();
        for (TraceTarget target : targets) {
            matches.add((target.isIpv6() ? "ip6 " : "ip ") + address + " " + target.networkText() + " "
                    + (target.port().isPresent()
                            ? name(protocol) + " " + port + " " + target.port().getAsInt() + " "
                            : ""));
        }
        if (backends) {
            matches.add("ip " + address + " . " + name(protocol) + " " + port + " @backends4 ");
            matches.add("ip6 " + address + " . " + name(protocol) + " " + port + " @backends6 ");
        }
        return matches;
    }
}
