package io.github.snatrace.hold;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Locale;

/** One direction of a flow, as connection tracking knows it. */
public record Tuple(Protocol protocol, InetSocketAddress source, InetSocketAddress destination) {

    /** A protocol with ports. */
    public enum Protocol {
        /** TCP. */
        TCP(6),
        /** UDP. */
        UDP(17);

        private final int number;

        Protocol(int number) {
            this.number = number;
        }

        /** Returns the number in the IP header. */
        public int number() {
            return number;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns an endpoint as {@code ADDRESS:PORT}, an IPv6 address in brackets. */
    public static String text(InetSocketAddress endpoint) {
        String address = endpoint.getAddress().getHostAddress();
        return (endpoint.getAddress() instanceof Inet6Address ? "[" + address + "]" : address) + ":"
                + endpoint.getPort();
    }

    @Override
    public String toString() {
        return text(source) + " > " + text(destination);
    }
}
