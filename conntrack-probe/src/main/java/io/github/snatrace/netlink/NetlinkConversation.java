package io.github.snatrace.netlink;

import io.github.snatrace.host.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Speaks with the kernel over one socket, in messages; for one thread at a time. */
public final class NetlinkConversation implements AutoCloseable {
    /** The kernel answers a request before send returns; a dump is continued by each receive. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final NetlinkSocket socket;
    private final Deque<NetlinkMessage> unasked = new ArrayDeque<>();
    private int sequence;

    /** Speaks over a socket, which it closes in the end. */
    public NetlinkConversation(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Sends a message and does not wait for an answer: the kernel gives none, unless it refuses. */
    public void send(NetlinkMessage message) throws IOException {
        socket.send(message.bytes());
    }

    /**
     * Sends a request and waits until the kernel has done it. What comes by itself meanwhile is kept for {@link
     * #receive}.
     *
     * @return what the kernel answered, without the acknowledgement
     * @throws NetlinkException if it refused, with its error
     * @throws UnavailableException if it did not answer within 5 s
     */
    public List<NetlinkMessage> request(NetlinkMessage request) throws IOException {
        int asked = ++sequence;
        socket.send(request.acknowledged(asked).bytes());
        return answers(asked, asked);
    }

    /**
     * Sends requests as one transaction: the kernel does all of them, or none.
     *
     * @param subsystem that of the requests, {@code NFNL_SUBSYS_*}
     * @throws NetlinkException if it refused one, with its error
     * @throws UnavailableException if it did not answer within 5 s
     */
    public void transaction(int subsystem, List<NetlinkMessage> requests) throws IOException {
        int first = sequence + 1;
        ByteArrayOutputStream datagram = new ByteArrayOutputStream();
        datagram.writeBytes(NetlinkMessage.transactionBegin(subsystem, first).bytes());
        sequence = first;
        for (NetlinkMessage request : requests) {
            datagram.writeBytes(request.acknowledged(++sequence).bytes());
        }
        datagram.writeBytes(
                NetlinkMessage.transactionEnd(subsystem, sequence + 1).bytes());
        int last = sequence++;
        socket.send(datagram.toByteArray());
        answers(first, last);
    }

    /**
     * Waits for the last answer to the request {@code last}, or a refusal of one from {@code first} to {@code last}.
     */
    private List<NetlinkMessage> answers(int first, int last) throws IOException {
        List<NetlinkMessage> answers = new ArrayList<>();
        while (true) {
            byte[] datagram = socket.receive(ANSWER_TIMEOUT)
                    .orElseThrow(() ->
                            new UnavailableException("netlink: no answer within " + ANSWER_TIMEOUT.toMillis() + " ms"));
            boolean done = false;
            for (NetlinkMessage message : NetlinkMessage.parse(datagram, ByteOrder.nativeOrder())) {
                if (message.sequence() < first || message.sequence() > last) {
                    unasked.add(message);
                } else if (!message.isLast()) {
                    answers.add(message);
                } else if (message.error() != 0) {
                    throw new NetlinkException(message.error());
                } else {
                    done |= message.sequence() == last;
                }
            }
            if (done) {
                return answers;
            }
        }
    }

    /**
     * Waits for messages that come by themselves.
     *
     * @param timeout how long; zero looks without waiting
     * @return one or several, none if none came in time
     * @throws NetlinkOverrunException if the kernel had to drop messages meanwhile; the conversation goes on
     */
    public List<NetlinkMessage> receive(Duration timeout) throws IOException {
        if (!unasked.isEmpty()) {
            List<NetlinkMessage> kept = List.copyOf(unasked);
            unasked.clear();
            return kept;
        }
        Optional<byte[]> datagram = socket.receive(timeout);
        return datagram.isEmpty() ? List.of() : NetlinkMessage.parse(datagram.get(), ByteOrder.nativeOrder());
    }

    /** Sets how much the kernel keeps for a late reader, see {@link NetlinkSocket#receiveBuffer}. */
    public int receiveBuffer(int bytes) throws IOException {
        return socket.receiveBuffer(bytes);
    }

    @Override
    public void close() {
        socket.close();
    }
}
