package io.github.snatrace.examples.prove;

/**
 * What a rule costs towards a server that still has the translated port in TIME_WAIT: since the offset of timestamps
 * depends on ports (6.12.94, 6.18.17, 7.0), rewritten ports let timestamps go backwards, and the server rejects the
 * SYN. Most are sent again at once, some only after a second.
 *
 * @param rule the rule
 * @param timestamps the clients' {@code net.ipv4.tcp_timestamps}: 1 with offsets, 2 without
 * @param connects how many connects met such a port
 * @param rejected how many SYNs had to be sent again, by the client's TCPSynRetrans
 * @param stalled how many connects were not through within 200 ms
 */
public record CurePrice(String rule, int timestamps, int connects, long rejected, int stalled) {}
