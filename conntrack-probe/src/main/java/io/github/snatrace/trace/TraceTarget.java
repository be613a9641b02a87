package io.github.snatrace.trace;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose new connections are followed.
 *
 * @param network an address, or the first of a network
 * @param prefix how many of its bits count: all of them for one address
 * @param port the port, empty for every one
 */
public record TraceTarget(InetAddress network, int prefix, OptionalInt port) {
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)\\]|([^\\[\\]:/]+)):(\\d{1,5})");
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    /** An address without a port: no name, or it would be looked up. */
    private static final Pattern NETWORK = Pattern.compile(
            "((?:" + OCTET + "\\.){3}" + OCTET + "|[0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*)(?:/(\\d{1,3}))?");

    private static final int HIGHEST_PORT = 0xffff;

    /** Refuses a prefix that the address does not have. */
    public TraceTarget {
        if (prefix < 0 || prefix > bits(network)) {
            throw new IllegalArgumentException(
                    "a prefix of " + Endpoint.text(network) + " has 0 to " + bits(network) + " bits, not " + prefix);
        }
    }

    /**
     * Reads {@code HOST:PORT}, with a name or an address, or a network in CIDR notation. A name stands for each of its
     * addresses.
     *
     * @throws IllegalArgumentException if it is neither, or the name is not known
     */
    public static List<TraceTarget> parse(String text) {
        Matcher endpoint = HOST_AND_PORT.matcher(text);
        if (endpoint.matches()) {
            int port = Integer.parseInt(endpoint.group(3));
            if (port >= 1 && port <= HIGHEST_PORT) {
                String host = endpoint.group(1) == null ? endpoint.group(2) : endpoint.group(1);
                List<TraceTarget> targets = new ArrayList<>();
                for (InetAddress address : addresses(host, text)) {
                    targets.add(new TraceTarget(address, bits(address), OptionalInt.of(port)));
                }
                return targets;
            }
        }
        Matcher network = NETWORK.matcher(text);
        if (network.matches()) {
            InetAddress address = addresses(network.group(1), text)[0];
            int prefix = network.group(2) == null ? bits(address) : Integer.parseInt(network.group(2));
            if (prefix <= bits(address)) {
                return List.of(new TraceTarget(address, prefix, OptionalInt.empty()));
            }
        }
        throw new IllegalArgumentException("expected HOST:PORT or a network such as 10.99.0.0/24, not " + text);
    }

    private static InetAddress[] addresses(String host, String text) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("nobody knows the host of " + text, e);
        }
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    boolean isIpv6() {
        return network instanceof Inet6Address;
    }

    /** Returns whether a connection to {@code endpoint} is one to this target. */
    boolean contains(Endpoint endpoint) {
        byte[] mine = network.getAddress();
        byte[] its = endpoint.address().getAddress();
        if (mine.length != its.length || (port.isPresent() && port.getAsInt() != endpoint.port())) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        int rest = prefix % Byte.SIZE;
        return Arrays.equals(mine, 0, whole, its, 0, whole)
                && (rest == 0 || (mine[whole] ^ its[whole]) >> (Byte.SIZE - rest) == 0);
    }

    /** Returns the network as nft and people write it. */
    String networkText() {
        return prefix == bits(network) ? Endpoint.text(network) : Endpoint.text(network) + "/" + prefix;
    }

    /** Returns it as it was written. */
    @Override
    public String toString() {
        return port.isEmpty() ? networkText() : new Endpoint(network, port.getAsInt()).toString();
    }
}
