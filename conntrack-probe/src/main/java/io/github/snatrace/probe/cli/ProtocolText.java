package io.github.snatrace.probe.cli;

import io.github.snatrace.snapshot.ListeningSocket;
import io.github.snatrace.snapshot.ProtocolCounters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the counters of TCP and UDP that tell why connections fail, and sockets whose queue is full, as people read
 * them.
 */
final class ProtocolText {
    private static final Map<String, String> MEANINGS = meanings();

    private ProtocolText() {}

    private static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put("TcpExt ListenOverflows", "handshakes were dropped because an accept queue was full");
        meanings.put("TcpExt ListenDrops", "SYNs and handshakes were dropped by listening sockets, overflows included");
        meanings.put("TcpExt TCPReqQFullDrop", "SYNs were dropped because a SYN queue was full");
        meanings.put("TcpExt TCPReqQFullDoCookies", "SYNs were answered with cookies because a SYN queue was full");
        meanings.put("TcpExt SyncookiesSent", "SYN cookies were sent");
        meanings.put("TcpExt SyncookiesFailed", "cookies that came back were wrong or too old");
        meanings.put("TcpExt PAWSTimewait", "SYNs were refused by a TIME_WAIT because of their timestamps");
        meanings.put("TcpExt PAWSEstab", "packets were refused because of their timestamps");
        meanings.put("TcpExt IPReversePathFilter", "packets were dropped by the reverse path filter");
        meanings.put("TcpExt TCPTimeWaitOverflow", "connections found no room in TIME_WAIT");
        meanings.put("TcpExt TCPBacklogDrop", "packets were dropped because a socket's backlog was full");
        meanings.put("TcpExt TCPSynRetrans", "SYNs were sent again");
        meanings.put("Tcp RetransSegs", "segments were sent again, SYNs included");
        meanings.put("Tcp AttemptFails", "connects failed");
        meanings.put("Tcp OutRsts", "resets were sent");
        meanings.put("Udp InCsumErrors", "datagrams had a wrong checksum: a tunnel's, where there is one");
        meanings.put("Udp RcvbufErrors", "datagrams found a full receive buffer");
        return meanings;
    }

    /** Returns the counters that are known to matter and are not 0, or with {@code all} every one of them. */
    static String of(ProtocolCounters protocols, boolean all) {
        int zero = 0;
        int known = 0;
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> meaning : MEANINGS.entrySet()) {
            int space = meaning.getKey().indexOf(' ');
            String group = meaning.getKey().substring(0, space);
            String name = meaning.getKey().substring(space + 1);
            Long value = protocols.groups().getOrDefault(group, Map.of()).get(name);
            known += value == null ? 0 : 1;
            if (value != null && (all || value != 0)) {
                text.append(
                        String.format(Locale.ROOT, "%-27s %,15d  %s%n", meaning.getKey(), value, meaning.getValue()));
            } else if (value != null) {
                zero++;
            }
        }
        if (known == 0) {
            text.append("none of its counters tells why connections fail\n");
        } else if (zero > 0) {
            text.append(zero)
                    .append(zero == 1 ? " counter that is" : " counters that are")
                    .append(" 0 not shown\n");
        }
        return text.toString();
    }

    /** Returns the sockets whose queue is full, then how many others there are. */
    static String of(List<ListeningSocket> sockets) {
        StringBuilder text = new StringBuilder();
        int full = 0;
        for (ListeningSocket socket : sockets) {
            if (socket.isFull()) {
                full++;
                text.append(String.format(
                        Locale.ROOT,
                        "%s: its accept queue is full, %d wait, its backlog is %d: handshakes are dropped now%n",
                        socket.address(),
                        socket.waiting(),
                        socket.backlog()));
            }
        }
        return text.append(
                        full == 0
                                ? sockets.size() + " listening, none with a full accept queue at this moment\n"
                                : full + " of " + sockets.size()
                                        + " with a full accept queue; raise the program's backlog and"
                                        + " net.core.somaxconn,"
                                        + " or accept faster\n")
                .toString();
    }
}
