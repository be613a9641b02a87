package io.github.snatrace.hold;

import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netlink.NetlinkAttributes;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netlink.NetlinkException;
import io.github.snatrace.netlink.NetlinkMessage;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One queue of the kernel's (NFQUEUE): packets wait in it for a verdict. What waits when it is closed is dropped. */
final class PacketQueue implements AutoCloseable {
    private static final int QUEUE = 3;
    private static final int PACKET = 0;
    private static final int VERDICT = 1;
    private static final int CONFIG = 2;
    private static final int ACCEPT = 1;

    private static final int CONFIG_COMMAND = 1;
    private static final int COMMAND_BIND = 1;
    private static final int CONFIG_PARAMETERS = 2;
    private static final int CONFIG_MAX_LENGTH = 3;
    private static final int CONFIG_MASK = 4;
    private static final int CONFIG_FLAGS = 5;
    private static final int FLAG_FAIL_OPEN = 1;
    private static final int COPY_PACKET = 2;
    /** Enough to tell one query from another. */
    private static final int COPY_BYTES = 512;
    /** What the socket's buffer holds for certain; further packets pass. */
    private static final int MOST_PACKETS = 100;

    private static final int FIRST_NUMBER = 21_000;
    private static final int NUMBERS = 64;

    private static final int PACKET_HEADER = 1;
    private static final int PACKET_HEADER_BYTES = 7;
    private static final int PAYLOAD = 10;

    private final NetlinkConversation conversation;
    private final int number;

    private PacketQueue(NetlinkConversation conversation, int number) {
        this.conversation = conversation;
        this.number = number;
    }

    /** Opens the first queue that nobody has. */
    static PacketQueue open(Netlink netlink, NetworkNamespace namespace) throws IOException {
        NetlinkConversation conversation = netlink.converse(namespace, Netlink.NETFILTER);
        try {
            int number = bind(conversation);
            PacketQueue queue = new PacketQueue(conversation, number);
            queue.configure(NetlinkAttributes.builder()
                    .bytes(
                            CONFIG_PARAMETERS,
                            ByteBuffer.allocate(5)
                                    .putInt(COPY_BYTES)
                                    .put((byte) COPY_PACKET)
                                    .array())
                    .u32(CONFIG_MAX_LENGTH, MOST_PACKETS)
                    .u32(CONFIG_MASK, FLAG_FAIL_OPEN)
                    .u32(CONFIG_FLAGS, FLAG_FAIL_OPEN));
            return queue;
        } catch (NetlinkException e) {
            conversation.close();
            throw refused(e);
        } catch (IOException e) {
            conversation.close();
            throw e;
        }
    }

    private static int bind(NetlinkConversation conversation) throws IOException {
        for (int number = FIRST_NUMBER; number < FIRST_NUMBER + NUMBERS; number++) {
            try {
                conversation.request(config(
                        number,
                        NetlinkAttributes.builder()
                                .bytes(CONFIG_COMMAND, (byte) COMMAND_BIND, (byte) 0, (byte) 0, (byte) 0)));
                return number;
            } catch (NetlinkException e) {
                // A queue that another process has is refused in one of these ways, by the kernel's version.
                if (e.error() != NetlinkException.EBUSY && e.error() != NetlinkException.EEXIST) {
                    throw e;
                }
            }
        }
        throw new UnavailableException("the queues " + FIRST_NUMBER + " to " + (FIRST_NUMBER + NUMBERS - 1)
                + " are all taken (/proc/net/netfilter/nfnetlink_queue)");
    }

    private static IOException refused(NetlinkException e) {
        return switch (e.error()) {
            case NetlinkException.EPERM ->
                new UnavailableException(
                        "holding packets needs CAP_NET_ADMIN in the namespace: run as root, or inside its user"
                                + " namespace");
            case NetlinkException.EINVAL, NetlinkException.EOPNOTSUPP ->
                new UnavailableException("this kernel has no packet queues; load the module nfnetlink_queue"
                        + " (CONFIG_NETFILTER_NETLINK_QUEUE)");
            default -> e;
        };
    }

    private void configure(NetlinkAttributes.Builder attributes) throws IOException {
        conversation.request(config(number, attributes));
    }

    private static NetlinkMessage config(int number, NetlinkAttributes.Builder attributes) {
        return NetlinkMessage.to(QUEUE, CONFIG, 0, 0, number, attributes);
    }

    /** Returns the number by which rules know it. */
    int number() {
        return number;
    }

    /** Waits for packets, none if none came in time. What cannot be held is let go at once, and not returned. */
    List<QueuedPacket> receive(Duration timeout) throws IOException {
        List<QueuedPacket> packets = new ArrayList<>();
        for (NetlinkMessage message : conversation.receive(timeout)) {
            if (message.is(QUEUE, PACKET)) {
                NetlinkAttributes attributes = message.attributes();
                byte[] header = attributes.bytes(PACKET_HEADER).orElse(new byte[0]);
                if (header.length < PACKET_HEADER_BYTES) {
                    throw new IOException("netlink: a packet without a number");
                }
                int id = ByteBuffer.wrap(header).getInt();
                Optional<QueuedPacket> packet = hook(header[6])
                        .flatMap(hook -> QueuedPacket.parse(
                                id, hook, attributes.bytes(PAYLOAD).orElse(new byte[0])));
                if (packet.isPresent()) {
                    packets.add(packet.get());
                } else {
                    accept(id);
                }
            }
        }
        return packets;
    }

    private static Optional<Hook> hook(int number) {
        for (Hook hook : Hook.values()) {
            if (hook.number() == number) {
                return Optional.of(hook);
            }
        }
        return Optional.empty();
    }

    /** Lets a packet go: when this returns it has been confirmed, or dropped. */
    void accept(int id) throws IOException {
        conversation.send(NetlinkMessage.to(
                QUEUE,
                VERDICT,
                0,
                0,
                number,
                NetlinkAttributes.builder()
                        .bytes(
                                2,
                                ByteBuffer.allocate(8).putInt(ACCEPT).putInt(id).array())));
    }

    @Override
    public void close() {
        conversation.close();
    }
}
