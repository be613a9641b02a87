package io.github.snatrace.examples.lab;

import io.github.snatrace.host.Host;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netlink.NetlinkAttributes;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netlink.NetlinkMessage;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** Takes an NFQUEUE and lets no packet of it go, as a reader does that is stuck: {@code FullQueue NUMBER LENGTH}. */
final class FullQueue {
    private static final int SUBSYSTEM = 3;
    private static final int CONFIGURE = 2;
    private static final int COMMAND = 1;
    private static final int MODE = 2;
    private static final int LENGTH = 3;

    private FullQueue() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int queue = Integer.parseInt(args[0]);
        NetlinkConversation conversation = Netlink.of(Host.local()).converse(NetworkNamespace.own(), Netlink.NETFILTER);
        // command: 1 binds; mode: no more of a packet than that it is there
        request(conversation, queue, NetlinkAttributes.builder().bytes(COMMAND, (byte) 1, (byte) 0, (byte) 0, (byte)
                0));
        request(
                conversation,
                queue,
                NetlinkAttributes.builder()
                        .bytes(MODE, ByteBuffer.allocate(5).put(4, (byte) 1).array())
                        .u32(LENGTH, Integer.parseInt(args[1])));
        System.out.println(queue);
        new CountDownLatch(1).await();
    }

    private static void request(NetlinkConversation conversation, int queue, NetlinkAttributes.Builder attributes)
            throws IOException {
        conversation.request(NetlinkMessage.to(SUBSYSTEM, CONFIGURE, 0, 0, queue, attributes));
    }
}
