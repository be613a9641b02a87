package io.github.snatrace.examples.prove;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the router does to the source of the clients' flows.
 *
 * @param label how the results call it
 * @param inet the end of an nft rule for IPv4, empty if it is for IPv6 alone
 * @param inet6 the same for IPv6
 */
record SourceRule(String label, Optional<String> inet, Optional<String> inet6) {
    private static final Pattern RANGE = Pattern.compile("(?:to |\\.\\d{1,3}|\\]):(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final Pattern PROTOCOLS = Pattern.compile("meta l4proto (!= |)\\{ ([a-z0-9, ]+) }");
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 9_998;

    /** What is proven by default. */
    static final List<SourceRule> FEW = List.of(of("masquerade"), of("masquerade fully-random"));

    /** The whole matrix. */
    static final List<SourceRule> ALL = List.of(
            of("masquerade"),
            of("masquerade random"),
            of("masquerade fully-random"),
            new SourceRule("snat to ADDRESS", Optional.of("snat to 10.99.0.1"), Optional.of("snat to fd00:99::1")),
            of("masquerade to :20000-29999"));

    /** Returns a rule as a user spells it: one that names an address is for that family alone. */
    static SourceRule of(String rule) {
        boolean names4 = rule.matches(".*\\d\\.\\d.*");
        boolean names6 = !names4 && rule.matches(".*([0-9a-f]:[0-9a-f:]|::).*");
        return new SourceRule(
                rule, names6 ? Optional.empty() : Optional.of(rule), names4 ? Optional.empty() : Optional.of(rule));
    }

    /** Says whether it has something to say on such flows. */
    boolean covers(Meeting meeting) {
        return end(meeting).isPresent();
    }

    /** Says whether it takes flows of the meeting's protocol, as far as it names any. */
    boolean takes(Meeting meeting) {
        Matcher protocols = PROTOCOLS.matcher(end(meeting).orElse(""));
        return !protocols.find()
                || protocols.group(1).isEmpty()
                        == List.of(protocols.group(2).split(", ", -1))
                                .contains(meeting.protocol().toString());
    }

    /**
     * The ports that flows have to come from to keep them: all that the lab's clients use, unless the rule names a
     * range.
     */
    PortRange ports(Meeting meeting) {
        Matcher range = RANGE.matcher(end(meeting).orElse(""));
        if (!range.find()) {
            return new PortRange(FIRST_PORT, PORTS);
        }
        int low = Integer.parseInt(range.group(1));
        int high = range.group(2) == null ? low : Integer.parseInt(range.group(2));
        return low <= FIRST_PORT && high >= FIRST_PORT + PORTS
                ? new PortRange(FIRST_PORT, PORTS)
                : new PortRange(low, high - low + 1);
    }

    private Optional<String> end(Meeting meeting) {
        return meeting.isInet6() ? inet6 : inet;
    }

    /**
     * Source ports.
     *
     * @param first the first of them
     * @param count how many there are
     */
    record PortRange(int first, int count) {}

    /** Returns the router's whole ruleset, as nft reads it, in place of the one before. */
    String ruleset() {
        return """
                table ip lab
                delete table ip lab
                table ip6 lab
                delete table ip6 lab
                table ip lab {
                  chain prerouting {
                    type nat hook prerouting priority -100
                    ip daddr SERVICE_OF_ONE udp dport 53 dnat to 10.99.0.2
                    ip daddr SERVICE_OF_TWO udp dport 53 udp length LONG dnat to 10.99.0.3
                    ip daddr SERVICE_OF_TWO udp dport 53 dnat to 10.99.0.2
                  }
                  chain postrouting {
                    type nat hook postrouting priority 100
                    RULE4
                  }
                }
                table ip6 lab {
                  chain postrouting {
                    type nat hook postrouting priority 100
                    RULE6
                  }
                }
                """.replace("SERVICE_OF_ONE", LabAddresses.SERVICE_OF_ONE)
                .replace("SERVICE_OF_TWO", LabAddresses.SERVICE_OF_TWO)
                // In place of chance, the two queries of a pair always go to different backends.
                .replace("LONG", Integer.toString(UdpPair.LONG_QUERY_BYTES + 8))
                .replace(
                        "RULE4",
                        inet.map(rule -> picked("ip saddr 172.17.0.0/16", rule)).orElse(""))
                .replace(
                        "RULE6",
                        inet6.map(rule -> picked("ip6 saddr fd00:17::/64", rule))
                                .orElse(""));
    }

    private static String picked(String clients, String rule) {
        return clients + " oifname != \"docker0\" meta l4proto { tcp, udp } " + rule;
    }
}
