package io.github.snatrace.examples.prove;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.CounterSource;
import io.github.snatrace.host.Host;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netlink.NetlinkAttributes;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netlink.NetlinkMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The router of the lab. */
final class Router {
    private static final int CTNETLINK = 1;
    private static final int CT_DELETE = 2;
    private static final long LIMIT_SECONDS = 20;

    private final Host host;
    private final ConntrackReader counters;

    Router(Host host) {
        this.host = host;
        this.counters = ConntrackReader.of(CounterSource.CTNETLINK, host, LabAddresses.ROUTER);
    }

    /** Sets its rules, in nft's words, in place of those that the words delete. */
    void load(String ruleset) throws IOException {
        // A child starts in the network namespace of the thread that starts it.
        Process nft = LabAddresses.ROUTER.inside(
                host,
                () -> new ProcessBuilder("nft", "-f", "-")
                        .redirectErrorStream(true)
                        .start());
        try {
            nft.getOutputStream().write(ruleset.getBytes(StandardCharsets.UTF_8));
            nft.getOutputStream().close();
            String said = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!nft.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || nft.exitValue() != 0) {
                throw new IOException("nft: " + said.lines().findFirst().orElse("failed"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            nft.destroyForcibly();
        }
    }

    /** Lets it forget all flows, as it does with time. */
    void forget() throws IOException {
        try (NetlinkConversation conversation = Netlink.of(host).converse(LabAddresses.ROUTER, Netlink.NETFILTER)) {
            conversation.request(NetlinkMessage.to(CTNETLINK, CT_DELETE, 0, 0, 0, NetlinkAttributes.builder()));
        }
    }

    /** Reads what it has counted. */
    ConntrackStats counted() throws IOException {
        return counters.read();
    }
}
