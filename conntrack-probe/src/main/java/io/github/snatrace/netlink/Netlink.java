package io.github.snatrace.netlink;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;

/** Opens netlink sockets in a network namespace. */
@FunctionalInterface
public interface Netlink {
    /** The protocol that netfilter speaks: connection tracking, logs, queues, nf_tables. */
    int NETFILTER = 12;

    /** The protocol that tells of sockets. */
    int SOCK_DIAG = 4;

    /**
     * Opens a socket in a namespace. It stays there, whoever uses it.
     *
     * @param protocol the netlink protocol, {@link #NETFILTER} or {@link #SOCK_DIAG}
     * @param groups the multicast groups that it listens to, by number, 1 to 32
     * @throws UnavailableException if this machine or its rights do not allow it; the message says why and what to do
     * @throws IllegalArgumentException if there can be no such group
     */
    NetlinkSocket open(NetworkNamespace namespace, int protocol, int... groups) throws IOException;

    /** Opens a socket, see {@link #open}, and speaks in messages. */
    default NetlinkConversation converse(NetworkNamespace namespace, int protocol, int... groups) throws IOException {
        return new NetlinkConversation(open(namespace, protocol, groups));
    }

    /** Returns the netlink of a machine: only this one has any. */
    static Netlink of(Host host) {
        return host.isLocal()
                ? new JnaNetlink(host)
                : (namespace, protocol, groups) -> {
                    throw new UnavailableException("this machine has no netlink");
                };
    }
}
