package io.github.snatrace.snapshot;

import io.github.snatrace.host.TextFormatException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The counters of {@code /proc/net/netstat} and {@code /proc/net/snmp}: TcpExt, IpExt, Ip, Icmp, Tcp, Udp and so on,
 * each a group of named numbers. Immutable.
 *
 * @param groups the numbers of each group by name, in the kernel's order
 */
public record ProtocolCounters(Map<String, Map<String, Long>> groups) {
    private static final Pattern SNMP6 = Pattern.compile("(Ip6|Icmp6|Udp6|UdpLite6)(\\w+)\\s+(\\d{1,20})");

    /** Numbers that are no counts: settings, and what is there at the moment. */
    private static final Set<String> GAUGES = Set.of(
            "Ip.Forwarding",
            "Ip.DefaultTTL",
            "Tcp.RtoAlgorithm",
            "Tcp.RtoMin",
            "Tcp.RtoMax",
            "Tcp.MaxConn",
            "Tcp.CurrEstab",
            "MPTcpExt.MPCurrEstab");

    /** What no kernel counts between two looks: a number beyond it is not this kernel's word. */
    private static final long MOST = 1L << 53;

    /** Copies the groups. */
    public ProtocolCounters {
        Map<String, Map<String, Long>> copy = new LinkedHashMap<>();
        groups.forEach((group, values) -> copy.put(group, Collections.unmodifiableMap(new LinkedHashMap<>(values))));
        groups = Collections.unmodifiableMap(copy);
    }

    /**
     * Reads pairs of lines, a group's names and its numbers; several files may follow one another.
     *
     * @throws TextFormatException if a pair does not match
     */
    public static ProtocolCounters parse(String text) {
        Map<String, Map<String, Long>> groups = new LinkedHashMap<>();
        StringTokenizer lines = new StringTokenizer(text, "\n");
        while (lines.hasMoreTokens()) {
            String names = lines.nextToken();
            if (names.isBlank()) {
                continue;
            }
            String values = lines.hasMoreTokens() ? lines.nextToken() : "";
            int colon = names.indexOf(':');
            if (colon < 1 || !values.startsWith(names.substring(0, colon + 1))) {
                throw new TextFormatException("expected a line of names and a line of numbers of the same group, not "
                        + TextFormatException.quote(names));
            }
            String group = names.substring(0, colon);
            groups.computeIfAbsent(group, any -> new LinkedHashMap<>())
                    .putAll(group(group, names.substring(colon + 1), values.substring(colon + 1)));
        }
        return new ProtocolCounters(groups);
    }

    private static Map<String, Long> group(String group, String names, String values) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        StringTokenizer name = new StringTokenizer(names);
        StringTokenizer value = new StringTokenizer(values);
        if (name.countTokens() != value.countTokens()) {
            throw new TextFormatException(TextFormatException.quote(group) + ": expected " + name.countTokens()
                    + " numbers, found " + value.countTokens() + ": is the text complete?");
        }
        while (name.hasMoreTokens()) {
            String number = value.nextToken();
            try {
                // Counters are unsigned and 64 bits wide, and a limit may be -1.
                numbers.put(
                        name.nextToken(),
                        number.startsWith("-") ? Long.parseLong(number) : Long.parseUnsignedLong(number));
            } catch (NumberFormatException e) {
                throw new TextFormatException(TextFormatException.quote(group) + ": expected a number, not "
                        + TextFormatException.quote(number));
            }
        }
        return numbers;
    }

    /**
     * Reads the lines of {@code /proc/net/snmp6}, a name with its group in front ({@code Ip6InReceives}) and a number
     * each, and returns them beside these.
     *
     * @throws TextFormatException if a line is another
     */
    ProtocolCounters withIpv6(String text) {
        Map<String, Map<String, Long>> all = new LinkedHashMap<>(groups);
        for (String line : text.lines().filter(row -> !row.isBlank()).toList()) {
            Matcher number = SNMP6.matcher(line.strip());
            if (!number.matches()) {
                throw new TextFormatException(
                        "expected a counter of IPv6 and its number, not " + TextFormatException.quote(line));
            }
            all.computeIfAbsent(number.group(1), any -> new LinkedHashMap<>())
                    .put(number.group(2), Long.parseUnsignedLong(number.group(3)));
        }
        return new ProtocolCounters(all);
    }

    /** Returns the number of {@code counter}; empty when this kernel has none. */
    public OptionalLong value(ProtocolCounter counter) {
        return value(counter.group(), counter.text());
    }

    OptionalLong value(String group, String name) {
        Long value = groups.getOrDefault(group, Map.of()).get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /**
     * Returns what was counted between {@code before} and this: counters that both have, without the numbers that are
     * no counts, and without those that moved by more than 2^53. A counter that fell was reset, and counts from zero.
     */
    public ProtocolCounters since(ProtocolCounters before) {
        Map<String, Map<String, Long>> counted = new LinkedHashMap<>();
        groups.forEach((group, values) -> {
            Map<String, Long> numbers = new LinkedHashMap<>();
            values.forEach((name, now) -> {
                OptionalLong then = before.value(group, name);
                if (then.isPresent() && !GAUGES.contains(group + "." + name)) {
                    long moved = Long.compareUnsigned(now, then.getAsLong()) >= 0 ? now - then.getAsLong() : now;
                    if (moved >= 0 && moved <= MOST) {
                        numbers.put(name, moved);
                    }
                }
            });
            counted.put(group, numbers);
        });
        return new ProtocolCounters(counted);
    }
}
