package io.github.snatrace.snapshot;

import io.github.snatrace.host.KernelText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads counters of TCP and the others as people paste them: the kernel's files without their names, {@code nstat -az},
 * {@code netstat -s}.
 */
final class PastedCounters {
    private static final Pattern NSTAT =
            Pattern.compile("(TcpExt|MPTcpExt|IpExt|Ip6|Icmp6|Udp6|UdpLite6|IcmpMsg|Icmp|Ip|Tcp|UdpLite|Udp|Sctp)"
                    + "(\\w+)\\s+(\\d+)(\\s+[\\d.]+)?");
    private static final Pattern SECTION = Pattern.compile("([A-Z]\\w*):");
    /** What somebody typed who copied more of the terminal than the answer. */
    private static final Pattern PROMPT = Pattern.compile(".*[#$%>] *(?:sudo )?(?:nstat|netstat|cat)\\b.*");

    private static final Pattern NAMED = Pattern.compile("(\\w+): (\\d+)");
    private static final Pattern COUNTED = Pattern.compile("(\\d+) (.*?)\\.?");

    /** Sentences of netstat -s, which several releases spell differently, with the section that they stand in. */
    private static final Map<String, String> SENTENCES = Map.ofEntries(
            Map.entry("TcpExt times the listen queue of a socket overflowed", "ListenOverflows"),
            Map.entry("TcpExt SYNs to LISTEN sockets dropped", "ListenDrops"),
            Map.entry("TcpExt SYNs to LISTEN sockets ignored", "ListenDrops"),
            Map.entry("TcpExt SYN cookies sent", "SyncookiesSent"),
            Map.entry("TcpExt SYN cookies received", "SyncookiesRecv"),
            Map.entry("TcpExt invalid SYN cookies received", "SyncookiesFailed"),
            Map.entry("TcpExt resets received for embryonic SYN_RECV sockets", "EmbryonicRsts"),
            Map.entry("TcpExt packets pruned from receive queue because of socket buffer overrun", "PruneCalled"),
            Map.entry("TcpExt TCP sockets finished time wait in fast timer", "TW"),
            Map.entry("TcpExt time wait sockets recycled by time stamp", "TWRecycled"),
            Map.entry("TcpExt packets rejects in established connections because of timestamp", "PAWSEstab"),
            Map.entry("TcpExt packets rejected in established connections because of timestamp", "PAWSEstab"),
            Map.entry("TcpExt packetes rejected in established connections because of timestamp", "PAWSEstab"),
            Map.entry("TcpExt connections reset due to unexpected data", "TCPAbortOnData"),
            Map.entry("TcpExt connections reset due to early user close", "TCPAbortOnClose"),
            Map.entry("TcpExt connections aborted due to timeout", "TCPAbortOnTimeout"),
            Map.entry("Tcp active connections openings", "ActiveOpens"),
            Map.entry("Tcp active connection openings", "ActiveOpens"),
            Map.entry("Tcp passive connection openings", "PassiveOpens"),
            Map.entry("Tcp failed connection attempts", "AttemptFails"),
            Map.entry("Tcp connection resets received", "EstabResets"),
            Map.entry("Tcp connections established", "CurrEstab"),
            Map.entry("Tcp segments received", "InSegs"),
            Map.entry("Tcp segments send out", "OutSegs"),
            Map.entry("Tcp segments sent out", "OutSegs"),
            Map.entry("Tcp segments retransmited", "RetransSegs"),
            Map.entry("Tcp segments retransmitted", "RetransSegs"),
            Map.entry("Tcp resets sent", "OutRsts"),
            Map.entry("Udp packets received", "InDatagrams"),
            Map.entry("Udp packets to unknown port received", "NoPorts"),
            Map.entry("Udp packet receive errors", "InErrors"),
            Map.entry("Udp packets sent", "OutDatagrams"));

    private PastedCounters() {}

    /**
     * Returns the file of the kernel that {@code text} stands for; empty when it is none of these forms. Counters that
     * a tool leaves out, netstat those that are 0, are not in it.
     */
    static Optional<KernelText> read(String text) {
        List<String> lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !PROMPT.matcher(line).matches())
                .toList();
        Map<String, Map<String, String>> groups = nstat(lines);
        if (groups.isEmpty()) {
            groups = netstat(lines);
        }
        if (!groups.isEmpty()) {
            return Optional.of(KernelText.of(Map.of(KernelText.NETSTAT, asTheKernelWrites(groups))));
        }
        return !lines.isEmpty() && lines.get(0).matches("\\w+:\\s+[A-Za-z].*")
                ? Optional.of(KernelText.of(Map.of(KernelText.NETSTAT, text)))
                : Optional.empty();
    }

    private static Map<String, Map<String, String>> nstat(List<String> lines) {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher counter = NSTAT.matcher(line);
            if (counter.matches()) {
                put(groups, counter.group(1), counter.group(2), counter.group(3));
            } else if (!line.startsWith("#")) {
                return Map.of();
            }
        }
        return groups;
    }

    private static Map<String, Map<String, String>> netstat(List<String> lines) {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        String section = "";
        for (String line : lines) {
            Matcher head = SECTION.matcher(line);
            if (head.matches()) {
                section = head.group(1);
            } else if (section.isEmpty()) {
                return Map.of();
            } else {
                sentence(groups, section, line);
            }
        }
        return groups;
    }

    private static void sentence(Map<String, Map<String, String>> groups, String section, String line) {
        Matcher named = NAMED.matcher(line);
        Matcher counted = COUNTED.matcher(line);
        if (named.matches()) {
            put(groups, section, named.group(1), named.group(2));
        } else if (counted.matches()) {
            Optional.ofNullable(SENTENCES.get(section + " " + counted.group(2)))
                    .ifPresent(name -> put(groups, section, name, counted.group(1)));
        }
    }

    private static void put(Map<String, Map<String, String>> groups, String group, String name, String number) {
        groups.computeIfAbsent(group, any -> new LinkedHashMap<>()).put(name, number);
    }

    private static String asTheKernelWrites(Map<String, Map<String, String>> groups) {
        StringBuilder text = new StringBuilder();
        groups.forEach((group, counters) -> {
            text.append(group)
                    .append(": ")
                    .append(String.join(" ", counters.keySet()))
                    .append('\n');
            text.append(group)
                    .append(": ")
                    .append(String.join(" ", counters.values()))
                    .append('\n');
        });
        return text.toString();
    }
}
