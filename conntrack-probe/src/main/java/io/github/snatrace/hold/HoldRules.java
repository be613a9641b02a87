package io.github.snatrace.hold;

import io.github.snatrace.netlink.NetlinkAttributes;
import io.github.snatrace.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that send first packets to the queue: where they enter, which tells the tuple that they come with, and
 * between their translation (priority 100) and their confirmation (the last). All in one table that goes with the
 * socket that made it.
 */
final class HoldRules {
    /** The subsystem nf_tables. */
    static final int NFTABLES = 10;

    private static final int NEW_TABLE = 0;
    private static final int NEW_CHAIN = 3;
    private static final int NEW_RULE = 6;
    private static final int TABLE_FLAG_OWNER = 2;
    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6 = 10;

    /** Behind connection tracking itself (-200), before the translation of destinations (-100). */
    private static final int PRIORITY_ENTERED = -150;

    private static final int PRIORITY_TRANSLATED = 200;

    private static final int REGISTER = 1;
    private static final int CMP_EQ = 0;
    private static final int META_L4PROTO = 16;
    private static final int CT_STATUS = 2;
    private static final int CT_SRC = 8;
    private static final int CT_DST = 9;
    private static final int CT_PROTO_DST = 12;
    private static final int STATUS_CONFIRMED = 1 << 3;
    private static final int QUEUE_BYPASS = 1;

    private final HoldFilter filter;
    private final int queue;
    private final Way way;

    /** How a rule hands packets to a queue. */
    enum Way {
        /** The expression {@code queue} of nf_tables. */
        NFT,
        /** The target NFQUEUE of iptables, which nf_tables can call. */
        XTABLES
    }

    HoldRules(HoldFilter filter, int queue, Way way) {
        this.filter = filter;
        this.queue = queue;
        this.way = way;
    }

    /** Returns the requests that make them, to be done as one transaction. */
    List<NetlinkMessage> messages() {
        List<NetlinkMessage> messages = new ArrayList<>();
        messages.add(message(
                NEW_TABLE, 0, NetlinkAttributes.builder().string(1, table()).u32(2, TABLE_FLAG_OWNER)));
        for (Hook hook : Hook.values()) {
            int priority = hook == Hook.POSTROUTING ? PRIORITY_TRANSLATED : PRIORITY_ENTERED;
            messages.add(message(
                    NEW_CHAIN,
                    0,
                    NetlinkAttributes.builder()
                            .string(1, table())
                            .string(3, hook.chain())
                            .nested(
                                    4,
                                    NetlinkAttributes.builder()
                                            .u32(1, hook.number())
                                            .u32(2, priority))
                            .string(7, "filter")));
            messages.add(message(
                    NEW_RULE,
                    NetlinkMessage.APPEND,
                    NetlinkAttributes.builder()
                            .string(1, table())
                            .string(2, hook.chain())
                            .nested(4, rule())));
        }
        return messages;
    }

    private NetlinkMessage message(int operation, int flags, NetlinkAttributes.Builder attributes) {
        int family = filter.destination().isInet6() ? FAMILY_IPV6 : FAMILY_IPV4;
        return NetlinkMessage.to(NFTABLES, operation, NetlinkMessage.CREATE | flags, family, 0, attributes);
    }

    private String table() {
        return "snat-race-hold-" + queue;
    }

    private NetlinkAttributes.Builder rule() {
        NetlinkAttributes.Builder expressions = NetlinkAttributes.builder();
        load(expressions, "meta", META_L4PROTO);
        equal(expressions, (byte) filter.protocol().number());
        address(expressions, CT_DST, filter.destination());
        filter.source().ifPresent(source -> address(expressions, CT_SRC, source));
        filter.port().ifPresent(port -> {
            original(expressions, CT_PROTO_DST);
            equal(expressions, (byte) (port >> 8), (byte) port);
        });
        // What is confirmed is no first packet, and nothing can happen to it any more.
        load(expressions, "ct", CT_STATUS);
        and(expressions, nativeInt(STATUS_CONFIRMED));
        equal(expressions, nativeInt(0));
        toQueue(expressions);
        return expressions;
    }

    private static void address(NetlinkAttributes.Builder expressions, int key, HoldFilter.Prefix prefix) {
        original(expressions, key);
        and(expressions, prefix.mask());
        equal(expressions, prefix.address().getAddress());
    }

    private static void load(NetlinkAttributes.Builder expressions, String name, int key) {
        add(expressions, name, NetlinkAttributes.builder().u32(1, REGISTER).u32(2, key));
    }

    /** Loads a part of the tuple that the first packet came with. */
    private static void original(NetlinkAttributes.Builder expressions, int key) {
        add(
                expressions,
                "ct",
                NetlinkAttributes.builder().u32(1, REGISTER).u32(2, key).u8(3, 0));
    }

    private static void and(NetlinkAttributes.Builder expressions, byte... mask) {
        add(
                expressions,
                "bitwise",
                NetlinkAttributes.builder()
                        .u32(1, REGISTER)
                        .u32(2, REGISTER)
                        .u32(3, mask.length)
                        .nested(4, value(mask))
                        .nested(5, value(new byte[mask.length])));
    }

    private static void equal(NetlinkAttributes.Builder expressions, byte... value) {
        add(
                expressions,
                "cmp",
                NetlinkAttributes.builder().u32(1, REGISTER).u32(2, CMP_EQ).nested(3, value(value)));
    }

    private void toQueue(NetlinkAttributes.Builder expressions) {
        switch (way) {
            case NFT ->
                add(
                        expressions,
                        "queue",
                        NetlinkAttributes.builder().u16(1, queue).u16(2, 1).u16(3, QUEUE_BYPASS));
            case XTABLES -> {
                // struct xt_NFQ_info_v3, padded to 8 bytes: number, how many queues, flags
                byte[] info = ByteBuffer.allocate(8)
                        .order(ByteOrder.nativeOrder())
                        .putShort((short) queue)
                        .putShort((short) 1)
                        .putShort((short) QUEUE_BYPASS)
                        .array();
                add(
                        expressions,
                        "target",
                        NetlinkAttributes.builder()
                                .string(1, "NFQUEUE")
                                .u32(2, 3)
                                .bytes(3, info));
            }
        }
    }

    private static void add(NetlinkAttributes.Builder expressions, String name, NetlinkAttributes.Builder data) {
        expressions.nested(1, NetlinkAttributes.builder().string(1, name).nested(2, data));
    }

    private static NetlinkAttributes.Builder value(byte... value) {
        return NetlinkAttributes.builder().bytes(1, value);
    }

    private static byte[] nativeInt(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }
}
