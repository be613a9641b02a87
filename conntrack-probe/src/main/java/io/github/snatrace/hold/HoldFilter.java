package io.github.snatrace.hold;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which packets may be held: those of a protocol to a destination, by the tuple that they come with.
 *
 * @param destination where they go, before any translation
 * @param port the port there, any if empty
 * @param source where they come from, before any translation; anywhere if empty
 */
public record HoldFilter(Tuple.Protocol protocol, Prefix destination, OptionalInt port, Optional<Prefix> source) {

    /** Refuses a source of another family, and a filter that everything passes. */
    public HoldFilter {
        if (destination.bits() == 0
                && port.isEmpty()
                && source.map(Prefix::bits).orElse(0) == 0) {
            throw new IllegalArgumentException("expected a filter, not every packet of " + protocol + ": name an"
                    + " address, a port or a source");
        }
        if (source.isPresent() && source.get().isInet6() != destination.isInet6()) {
            throw new IllegalArgumentException(source.get() + " and " + destination + " are of different families");
        }
    }

    /** Returns the filter for one endpoint. */
    public static HoldFilter to(Tuple.Protocol protocol, InetSocketAddress destination) {
        return new HoldFilter(
                protocol, Prefix.of(destination.getAddress()), OptionalInt.of(destination.getPort()), Optional.empty());
    }

    /**
     * Addresses that begin alike.
     *
     * @param address the first of them
     * @param bits how many bits they share
     */
    public record Prefix(InetAddress address, int bits) {
        /** Refuses what is no prefix of such an address; clears the bits behind it. */
        public Prefix {
            byte[] bytes = address.getAddress();
            if (bits < 0 || bits > 8 * bytes.length) {
                throw new IllegalArgumentException(
                        "expected a prefix of 0 to " + 8 * bytes.length + " bits, not " + bits);
            }
            byte[] mask = mask(bits, bytes.length);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] &= mask[i];
            }
            try {
                address = InetAddress.getByAddress(bytes);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }

        static Prefix of(InetAddress address) {
            return new Prefix(address, 8 * address.getAddress().length);
        }

        boolean isInet6() {
            return address.getAddress().length > 4;
        }

        byte[] mask() {
            return mask(bits, address.getAddress().length);
        }

        private static byte[] mask(int bits, int length) {
            byte[] mask = new byte[length];
            Arrays.fill(mask, 0, bits / 8, (byte) 0xff);
            if (bits % 8 > 0) {
                mask[bits / 8] = (byte) (0xff << (8 - bits % 8));
            }
            return mask;
        }

        @Override
        public String toString() {
            return address.getHostAddress() + "/" + bits;
        }
    }
}
