package io.github.snatrace.netlink;

import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A kernel whose side of the conversation is written beforehand, and one socket to it. */
public final class FakeKernel implements Netlink, NetlinkSocket {
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<NetlinkMessage> sent = new ArrayList<>();
    private boolean closed;

    /** Lets the kernel send a datagram. */
    public FakeKernel sends(byte[]... messages) {
        byte[] datagram = new byte[0];
        for (byte[] message : messages) {
            datagram = ByteBuffer.allocate(datagram.length + message.length)
                    .put(datagram)
                    .put(message)
                    .array();
        }
        byte[] whole = datagram;
        answers.add(() -> whole);
        return this;
    }

    /** Lets the kernel drop messages. */
    public FakeKernel overruns() {
        answers.add(() -> {
            throw new NetlinkOverrunException();
        });
        return this;
    }

    /** Returns what it was sent, in order. */
    public List<NetlinkMessage> sent() {
        return List.copyOf(sent);
    }

    /** Returns whether the socket was closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Returns the message that ends an answer: the error, 0 if all went well. */
    public static byte[] last(int sequence, int error) {
        return message(
                2,
                0,
                sequence,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(-error)
                        .array());
    }

    /** Returns a message of a subsystem. */
    public static byte[] message(
            int subsystem, int operation, int flags, int sequence, int resource, NetlinkAttributes.Builder attributes) {
        byte[] body = attributes.build();
        ByteBuffer payload = ByteBuffer.allocate(4 + body.length);
        payload.putShort((short) 0).putShort((short) resource).put(body);
        return message(subsystem << 8 | operation, flags, sequence, payload.array());
    }

    private static byte[] message(int type, int flags, int sequence, byte[] payload) {
        return ByteBuffer.allocate(16 + payload.length)
                .order(ByteOrder.nativeOrder())
                .putInt(16 + payload.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(payload)
                .array();
    }

    @Override
    public NetlinkSocket open(NetworkNamespace namespace, int protocol, int... groups) {
        return this;
    }

    @Override
    public void send(byte[] datagram) throws IOException {
        sent.addAll(NetlinkMessage.parse(datagram, ByteOrder.nativeOrder()));
    }

    @Override
    public Optional<byte[]> receive(Duration timeout) throws IOException {
        Answer answer = answers.poll();
        return answer == null ? Optional.empty() : Optional.of(answer.datagram());
    }

    @Override
    public int receiveBuffer(int bytes) {
        return 2 * bytes;
    }

    @Override
    public void close() {
        closed = true;
    }

    private interface Answer {
        byte[] datagram() throws IOException;
    }
}
