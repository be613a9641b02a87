package io.github.snatrace.hold;

import io.github.snatrace.netlink.NetlinkAttributes;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netlink.NetlinkException;
import io.github.snatrace.netlink.NetlinkMessage;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Asks connection tracking about its entries. */
final class ConfirmedEntries {
    private static final int CTNETLINK = 1;
    private static final int GET = 1;
    private static final int GET_STATS_CPU = 4;
    private static final int TUPLE_ORIGINAL = 1;
    private static final int INSERT_FAILED = 9;
    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6 = 10;

    private final NetlinkConversation conversation;

    ConfirmedEntries(NetlinkConversation conversation) {
        this.conversation = conversation;
    }

    /** Returns whether there is an entry of the flow that came with {@code original}. */
    boolean has(Tuple original) throws IOException {
        boolean inet6 = original.source().getAddress().getAddress().length > 4;
        try {
            conversation.request(NetlinkMessage.to(
                    CTNETLINK,
                    GET,
                    0,
                    inet6 ? FAMILY_IPV6 : FAMILY_IPV4,
                    0,
                    NetlinkAttributes.builder().nested(TUPLE_ORIGINAL, tuple(original, inet6))));
            return true;
        } catch (NetlinkException e) {
            if (e.error() == NetlinkException.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private static NetlinkAttributes.Builder tuple(Tuple tuple, boolean inet6) {
        return NetlinkAttributes.builder()
                .nested(
                        1,
                        NetlinkAttributes.builder()
                                .bytes(inet6 ? 3 : 1, address(tuple.source()))
                                .bytes(inet6 ? 4 : 2, address(tuple.destination())))
                .nested(
                        2,
                        NetlinkAttributes.builder()
                                .u8(1, tuple.protocol().number())
                                .u16(2, tuple.source().getPort())
                                .u16(3, tuple.destination().getPort()));
    }

    private static byte[] address(InetSocketAddress endpoint) {
        return endpoint.getAddress().getAddress();
    }

    /** Returns how many entries could not be inserted so far, on all CPUs. */
    long insertFailed() throws IOException {
        long failed = 0;
        for (NetlinkMessage cpu : conversation.request(
                NetlinkMessage.to(CTNETLINK, GET_STATS_CPU, NetlinkMessage.DUMP, 0, 0, NetlinkAttributes.builder()))) {
            failed += cpu.attributes().u32(INSERT_FAILED).orElse(0);
        }
        return failed;
    }
}
