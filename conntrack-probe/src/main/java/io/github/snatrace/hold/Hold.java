package io.github.snatrace.hold;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netlink.Netlink;
import io.github.snatrace.netlink.NetlinkConversation;
import io.github.snatrace.netlink.NetlinkException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds the first packets of flows between translation and confirmation until their rivals stand beside them, and
 * then lets them go one after another: what wants the same tuple collides, for certain.
 *
 * <p>An object that exists is holding. Its rules go with the process, however that ends; {@link #close} lets go
 * whatever waits. The kernel drops what waits when the process is killed, and the sender sends it again. Needs
 * CAP_NET_ADMIN in the namespace and a kernel of 5.12 or later. Safe for use by several threads.
 */
public final class Hold implements AutoCloseable {
    /** How often the thread looks whether it is to end. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private static final int MOST_RESULTS = 100_000;

    private final HoldPlan plan;
    private final PacketQueue queue;
    private final NetlinkConversation rules;
    private final NetlinkConversation lookups;
    private final ConfirmedEntries entries;
    private final WaitingPackets waiting;
    private final BlockingQueue<HeldRivals> results = new LinkedBlockingQueue<>(MOST_RESULTS);
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable IOException failure;

    private Hold(HoldPlan plan, PacketQueue queue, NetlinkConversation rules, NetlinkConversation lookups) {
        this.plan = plan;
        this.queue = queue;
        this.rules = rules;
        this.lookups = lookups;
        this.entries = new ConfirmedEntries(lookups);
        this.waiting = new WaitingPackets(
                plan.rivalry(), plan.rivals(), plan.patience().toNanos());
        this.thread = new Thread(this::run, "hold");
    }

    /**
     * Starts to hold packets in a namespace: that of the router, where the addresses are translated.
     *
     * @throws UnavailableException if this machine, its kernel or the rights do not allow it; the message says why
     */
    public static Hold start(Host host, NetworkNamespace namespace, HoldPlan plan) throws IOException {
        return start(Netlink.of(host), namespace, plan);
    }

    static Hold start(Netlink netlink, NetworkNamespace namespace, HoldPlan plan) throws IOException {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            PacketQueue queue = PacketQueue.open(netlink, namespace);
            opened.add(queue);
            NetlinkConversation lookups = netlink.converse(namespace, Netlink.NETFILTER);
            opened.add(lookups);
            NetlinkConversation rules = netlink.converse(namespace, Netlink.NETFILTER);
            opened.add(rules);
            addRules(rules, plan.filter(), queue.number());
            Hold hold = new Hold(plan, queue, rules, lookups);
            hold.thread.setDaemon(true);
            hold.thread.start();
            return hold;
        } catch (IOException e) {
            Collections.reverse(opened);
            for (AutoCloseable each : opened) {
                closeQuietly(each, e);
            }
            throw e;
        }
    }

    private static void closeQuietly(AutoCloseable closeable, IOException cause) {
        try {
            closeable.close();
        } catch (Exception e) {
            cause.addSuppressed(e);
        }
    }

    private static void addRules(NetlinkConversation rules, HoldFilter filter, int queue) throws IOException {
        for (HoldRules.Way way : HoldRules.Way.values()) {
            try {
                rules.transaction(HoldRules.NFTABLES, new HoldRules(filter, queue, way).messages());
                return;
            } catch (NetlinkException e) {
                switch (e.error()) {
                    case NetlinkException.ENOENT -> {
                        // This kernel does not know this way; the next may do.
                    }
                    case NetlinkException.EOPNOTSUPP, NetlinkException.EINVAL ->
                        throw new UnavailableException(
                                "this kernel has no tables that go with their owner; holding packets needs 5.12 or"
                                        + " later");
                    case NetlinkException.EPERM ->
                        throw new UnavailableException(
                                "holding packets needs CAP_NET_ADMIN in the namespace: run as root, or inside its user"
                                        + " namespace");
                    default -> throw e;
                }
            }
        }
        throw new UnavailableException("this kernel has no rule that sends packets to a queue: neither nft's queue"
                + " (CONFIG_NFT_QUEUE) nor the target NFQUEUE (CONFIG_NETFILTER_XT_TARGET_NFQUEUE, CONFIG_NFT_COMPAT)");
    }

    /**
     * Waits for the next rivals that were let go.
     *
     * @param timeout how long; zero looks without waiting
     * @return empty if there were none in time
     * @throws IOException if the packets can no longer be held
     */
    public Optional<HeldRivals> next(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (true) {
                long left = Math.max(0, deadline - System.nanoTime());
                HeldRivals rivals = results.poll(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
                if (rivals != null) {
                    return Optional.of(rivals);
                }
                IOException failed = failure;
                if (failed != null) {
                    throw new IOException(failed.getMessage(), failed);
                }
                if (left == 0) {
                    return Optional.empty();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void run() {
        try {
            while (!closing) {
                serve();
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            end();
        }
    }

    private void serve() throws IOException {
        long left = waiting.nanosLeft(System.nanoTime()).orElse(LOOK.toNanos());
        for (QueuedPacket packet : queue.receive(Duration.ofNanos(Math.max(0, Math.min(left, LOOK.toNanos()))))) {
            if (packet.hook() == Hook.POSTROUTING) {
                letGo(waiting.add(packet, System.nanoTime()));
            } else {
                waiting.enter(packet);
                queue.accept(packet.id());
            }
        }
        for (List<WaitingPackets.Waiting> rivals : waiting.overdue(System.nanoTime())) {
            letGo(rivals);
        }
    }

    /** Lets all go first, the rules last, so that nothing comes to wait meanwhile. */
    private void end() {
        try {
            // Closing the conversation takes the rules away.
            rules.close();
            for (QueuedPacket packet : queue.receive(Duration.ZERO)) {
                queue.accept(packet.id());
            }
            for (List<WaitingPackets.Waiting> rivals : waiting.all()) {
                letGo(rivals);
            }
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            }
        } finally {
            lookups.close();
            queue.close();
        }
    }

    private void letGo(List<WaitingPackets.Waiting> rivals) throws IOException {
        if (rivals.isEmpty()) {
            return;
        }
        List<WaitingPackets.Waiting> order = new ArrayList<>(rivals);
        if (plan.order() == HoldPlan.Order.LAST_COME) {
            Collections.reverse(order);
        }
        List<HeldPacket> gone = new ArrayList<>();
        Set<Tuple> originals = new HashSet<>();
        for (WaitingPackets.Waiting each : order) {
            boolean sameFlow = !originals.add(each.original());
            // The entry of its twin would be taken for its own: only the counter tells.
            long failedBefore = sameFlow ? entries.insertFailed() : 0;
            queue.accept(each.packet().id());
            boolean lost = sameFlow ? entries.insertFailed() > failedBefore : !entries.has(each.original());
            Fate fate = lost ? Fate.LOST : sameFlow ? Fate.RESOLVED : Fate.CONFIRMED;
            gone.add(new HeldPacket(each.original(), each.packet().tuple(), fate));
        }
        if (!results.offer(new HeldRivals(gone))) {
            throw new IOException("nobody fetched the last " + MOST_RESULTS + " rivals");
        }
    }

    /** Lets go whatever waits, and takes the rules away. */
    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
