package io.github.snatrace.trace;

import io.github.snatrace.netlink.NetlinkAttributes;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netlink.NetlinkException;
import io.github.snatrace.netlink.NetlinkMessage;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Asks connection tracking who has a translated tuple. */
final class ConntrackEntry implements TupleLookup {
    private static final int SUBSYSTEM = 1;
    private static final int NEW = 0;
    private static final int GET = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int ORIGINAL = 1;
    private static final int REPLY = 2;
    private static final int ADDRESSES = 1;
    private static final int PROTOCOL = 2;
    private static final int PROTOCOL_NUMBER = 1;
    private static final int SOURCE_PORT = 2;
    private static final int DESTINATION_PORT = 3;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final NetlinkConversation conversation;

    ConntrackEntry(NetlinkConversation conversation) {
        this.conversation = conversation;
    }

    @Override
    public Optional<Endpoint> holder(TransportProtocol protocol, Endpoint translated, Endpoint backend) {
        try {
            for (NetlinkMessage answer : conversation.request(question(protocol, translated, backend))) {
                if (answer.is(SUBSYSTEM, NEW)) {
                    return source(answer.attributes().nested(ORIGINAL));
                }
            }
            return Optional.empty();
        } catch (NetlinkException e) {
            // ENOENT: there is none; any other error: nobody knows.
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the question for the entry whose answers come from {@code backend} and go to {@code translated}. */
    static NetlinkMessage question(TransportProtocol protocol, Endpoint translated, Endpoint backend) {
        boolean ipv6 = backend.address() instanceof Inet6Address;
        // IPv4: 1 source, 2 destination; IPv6: 3 and 4
        int source = ipv6 ? 3 : 1;
        NetlinkAttributes.Builder addresses = NetlinkAttributes.builder()
                .bytes(source, backend.address().getAddress())
                .bytes(source + 1, translated.address().getAddress());
        NetlinkAttributes.Builder ports = NetlinkAttributes.builder()
                .u8(PROTOCOL_NUMBER, protocol == TransportProtocol.TCP ? TCP : UDP)
                .u16(SOURCE_PORT, backend.port())
                .u16(DESTINATION_PORT, translated.port());
        NetlinkAttributes.Builder tuple =
                NetlinkAttributes.builder().nested(ADDRESSES, addresses).nested(PROTOCOL, ports);
        return NetlinkMessage.to(
                SUBSYSTEM,
                GET,
                0,
                ipv6 ? AF_INET6 : AF_INET,
                0,
                NetlinkAttributes.builder().nested(REPLY, tuple));
    }

    private static Optional<Endpoint> source(NetlinkAttributes tuple) throws IOException {
        NetlinkAttributes addresses = tuple.nested(ADDRESSES);
        OptionalInt port = tuple.nested(PROTOCOL).u16(SOURCE_PORT);
        for (int type : List.of(1, 3)) {
            Optional<byte[]> address = addresses.bytes(type);
            if (address.isPresent() && port.isPresent()) {
                return Optional.of(new Endpoint(InetAddress.getByAddress(address.get()), port.getAsInt()));
            }
        }
        return Optional.empty();
    }
}
