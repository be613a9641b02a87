package io.github.snatrace.metrics;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where metrics are served.
 *
 * @param host a name or an address, an IPv6 address without its brackets
 * @param port 0 for any that is free
 */
public record MetricsAddress(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:(\\[[^\\]]+\\]|[^:\\[\\]]+):)?(\\d{1,5})");
    private static final int LAST_PORT = 65535;

    /** Refuses what is no port. */
    public MetricsAddress {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("expected a port from 0 to " + LAST_PORT + ", not " + port);
        }
    }

    /**
     * Reads {@code [HOST:]PORT}; without a host, it is the loopback interface.
     *
     * @throws IllegalArgumentException if it is something else; the message quotes it
     */
    public static MetricsAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected [HOST:]PORT, as 9119 or 0.0.0.0:9119, not " + text);
        }
        String host = matcher.group(1) == null ? "127.0.0.1" : matcher.group(1);
        return new MetricsAddress(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host, Integer.parseInt(matcher.group(2)));
    }

    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
