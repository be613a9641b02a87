package io.github.snatrace.client.cli;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;

/** Reads {@code --local-ip}: addresses and CIDR blocks, separated by commas. */
final class SourceAddresses {

    /** A block of more addresses than this is a slip of the pen. */
    private static final int LARGEST_BLOCK_BITS = 12;

    private SourceAddresses() {}

    /**
     * Returns the addresses, blocks unfolded from the first address to the last.
     *
     * @throws IllegalArgumentException if a part is neither an address nor a block
     */
    static List<InetAddress> parse(String text) {
        ImmutableList.Builder<InetAddress> addresses = ImmutableList.builder();
        for (String part : Splitter.on(',').trimResults().omitEmptyStrings().split(text)) {
            int slash = part.indexOf('/');
            String address = slash < 0 ? part : part.substring(0, slash);
            if (!InetAddresses.isInetAddress(address)) {
                throw unreadable(part);
            }
            InetAddress first = InetAddresses.forString(address);
            int count = slash < 0 ? 1 : addressesFrom(first, part, part.substring(slash + 1));
            for (int i = 0; i < count; i++) {
                addresses.add(first);
                first = i + 1 < count ? InetAddresses.increment(first) : first;
            }
        }
        ImmutableList<InetAddress> all = addresses.build();
        if (all.isEmpty()) {
            throw unreadable(text);
        }
        return all;
    }

    /** Returns how many addresses there are from the one named to the end of its block. */
    private static int addressesFrom(InetAddress first, String part, String prefix) {
        byte[] bytes = first.getAddress();
        int hostBits;
        try {
            hostBits = 8 * bytes.length - Integer.parseInt(prefix);
        } catch (NumberFormatException e) {
            throw unreadable(part);
        }
        if (hostBits < 0 || hostBits > LARGEST_BLOCK_BITS) {
            throw unreadable(part);
        }
        int last = 1 << hostBits;
        int low = ((bytes[bytes.length - 2] & 0xff) << 8 | (bytes[bytes.length - 1] & 0xff)) & (last - 1);
        return last - low;
    }

    private static IllegalArgumentException unreadable(String part) {
        return new IllegalArgumentException(
                "'" + part + "': expected an address of this machine, or a block of at most 4096 such as 127.0.1.0/28");
    }
}
