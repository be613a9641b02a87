package io.github.snatrace.conntrack;

import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netlink.NetlinkException;
import io.github.snatrace.netlink.NetlinkMessage;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.util.List;

/**
 * Asks the kernel through netlink. Needs CAP_NET_ADMIN in the namespace; works where the kernel was built without its
 * text, and tells the real numbers of the CPUs.
 */
final class CtnetlinkReader implements ConntrackReader {
    private static final int TRIES = 3;

    private final Netlink netlink;
    private final NetworkNamespace namespace;

    CtnetlinkReader(Netlink netlink, NetworkNamespace namespace) {
        this.netlink = netlink;
        this.namespace = namespace;
    }

    @Override
    public KernelText readText() throws IOException {
        return read().toText();
    }

    @Override
    public ConntrackStats read() throws IOException {
        try (NetlinkConversation conversation = netlink.converse(namespace, Netlink.NETFILTER)) {
            for (int attempt = 1; attempt <= TRIES; attempt++) {
                List<NetlinkMessage> counters = conversation.request(CtnetlinkMessages.counters());
                if (counters.stream().noneMatch(NetlinkMessage::isInterrupted)) {
                    List<NetlinkMessage> entries = conversation.request(CtnetlinkMessages.entries());
                    return new ConntrackStats(
                            CounterSource.CTNETLINK,
                            CtnetlinkMessages.cpus(counters),
                            CtnetlinkMessages.entries(entries));
                }
            }
            throw new IOException("netlink: interrupted " + TRIES + " times by changes of the kernel's CPUs");
        } catch (NetlinkException e) {
            throw refused(e);
        } catch (IllegalArgumentException e) {
            throw new IOException("netlink: " + e.getMessage(), e);
        }
    }

    private static IOException refused(NetlinkException e) {
        return switch (e.error()) {
            case NetlinkException.EPERM ->
                new UnavailableException(
                        "needs CAP_NET_ADMIN in the namespace: run as root, or inside its user namespace (nsenter"
                                + " --user --net"
                                + " --target PID ...)");
            case NetlinkException.EINVAL, NetlinkException.EOPNOTSUPP ->
                new UnavailableException(
                        "this kernel has no netlink for connection tracking; load the module nf_conntrack_netlink"
                                + " (CONFIG_NF_CT_NETLINK)");
            default -> new UnavailableException("the kernel refused the request with error " + e.error());
        };
    }
}
