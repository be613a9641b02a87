package io.github.snatrace.conntrack;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Asks the kernel through netlink. Needs CAP_NET_ADMIN in the namespace; works where the kernel was built without its text, and
 * tells the real numbers of the CPUs.
 */
final class CtnetlinkReader implements ConntrackReader {
    private static final int TRIES = 3;

    private final Host host;
    private final NetworkNamespace namespace;

    CtnetlinkReader(Host host, NetworkNamespace namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    @Override
    public ConntrackStats read() throws IOException {
        try (Netlink.Conversation conversation = host.netlink().open(namespace)) {
            for (int sequence = 1; sequence <= TRIES; sequence++) {
                CtnetlinkMessages counters =
                        ask(conversation, CtnetlinkMessages.GET_STATS_CPU, CtnetlinkMessages.DUMP, sequence);
                if (!counters.isInterrupted()) {
                    OptionalLong entries = ask(conversation, CtnetlinkMessages.GET_STATS, 0, TRIES + 1)
                            .entries();
                    return stats(counters, entries);
                }
            }
            throw new IOException("netlink: interrupted " + TRIES + " times by changes of the kernel's CPUs");
        }
    }

    private static ConntrackStats stats(CtnetlinkMessages counters, OptionalLong entries) throws IOException {
        try {
            return new ConntrackStats(Source.CTNETLINK, counters.cpus(), entries);
        } catch (IllegalArgumentException e) {
            throw new IOException("netlink: " + e.getMessage(), e);
        }
    }

    private static CtnetlinkMessages ask(Netlink.Conversation conversation, int type, int flags, int sequence)
            throws IOException {
        CtnetlinkMessages answers = new CtnetlinkMessages(sequence, ByteOrder.nativeOrder());
        conversation.send(CtnetlinkMessages.request(type, flags, sequence));
        while (!answers.isDone()) {
            answers.accept(conversation.receive());
        }
        return answers;
    }
}
