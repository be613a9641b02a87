package io.github.snatrace.client.cli;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Targets that may be somebody else's, whom nobody asked. */
final class ForeignTarget {

    /** How many connects a second nobody needs to be asked for. */
    static final double UNASKED_PER_SECOND = 1_000;

    private static final int SHARED_ADDRESS_SPACE =
            InetAddresses.coerceToInteger(InetAddresses.forString("100.64.0.0"));
    private static final int BENCHMARKS = InetAddresses.coerceToInteger(InetAddresses.forString("198.18.0.0"));

    private ForeignTarget() {}

    /**
     * Returns whether an address is neither of this host, private (RFC 1918, RFC 4193), link-local, carrier-grade NAT's
     * (RFC 6598), nor set aside for benchmarks (RFC 2544).
     */
    static boolean is(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress()) {
            return false;
        }
        if (address instanceof Inet6Address) {
            return (address.getAddress()[0] & 0xfe) != 0xfc;
        }
        int bits = InetAddresses.coerceToInteger(address);
        return !address.isSiteLocalAddress()
                && (bits & -1 << 22) != SHARED_ADDRESS_SPACE
                && (bits & -1 << 17) != BENCHMARKS;
    }
}
