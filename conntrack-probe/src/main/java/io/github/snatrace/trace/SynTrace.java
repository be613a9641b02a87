package io.github.snatrace.trace;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Follows each new connection through the translation of addresses: its SYN is seen entering, translated, leaving,
 * answered. SNAT rewrites the source of a SYN, and leaves its sequence number alone, by which it is recognized.
 *
 * <p>A trace that exists sees already; {@link #run} tells what it saw. For one thread at a time.
 */
public final class SynTrace implements AutoCloseable {
    /** How many SYNs under way, and how many translated tuples, are remembered: some 100 MB at the most. */
    private static final int MOST = 250_000;
    /** Nothing is waited for longer than that after the end. */
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SynSource source;
    private final boolean everyTarget;

    SynTrace(SynSource source, boolean everyTarget) {
        this.source = source;
        this.everyTarget = everyTarget;
    }

    /**
     * Opens a trace of what was captured, pcap or pcapng, at the same time before and behind the translation.
     *
     * @param inside the capture from where SYNs come from
     * @param outside the capture from where they go to
     * @param targets whose SYNs are followed; empty follows every one that is translated
     * @throws IOException if a file cannot be read, or is no capture
     */
    public static SynTrace ofCaptures(Path inside, Path outside, List<TraceTarget> targets) throws IOException {
        return new SynTrace(CapturePair.open(inside, outside, targets), targets.isEmpty());
    }

    /**
     * Opens a trace by rules of its own in a namespace: tables that drop and change nothing, and that the kernel
     * removes with this program, however that ends. Needs CAP_NET_ADMIN there, nft 1.0 and Linux 5.12.
     *
     * @param targets whose SYNs are tapped and followed; none taps those of everybody, and follows every one that is
     *     translated
     * @param protocols TCP, and UDP where each packet is to be followed as a SYN is: it is known by what it carries,
     *     and its answer is not followed
     * @throws UnavailableException if this machine or its rights do not allow it; the message says what to do
     */
    public static SynTrace byRules(
            Host host, NetworkNamespace namespace, List<TraceTarget> targets, Set<TransportProtocol> protocols)
            throws IOException {
        return new SynTrace(NetfilterTaps.open(host, namespace, targets, protocols), targets.isEmpty());
    }

    /**
     * Opens a trace by two packet sockets in a namespace, which change nothing. What a SYN was translated to is known
     * of those that left alone, so not always where one ended. Needs CAP_NET_RAW there.
     *
     * @param inside the device by which SYNs come
     * @param outside the device by which they leave, translated
     * @param targets whose SYNs are followed; none follows every one that is translated
     * @throws UnavailableException if this machine or its rights do not allow it, or there is no such device
     */
    public static SynTrace byPackets(
            Host host, NetworkNamespace namespace, String inside, String outside, List<TraceTarget> targets)
            throws IOException {
        return new SynTrace(PacketTaps.open(host, namespace, inside, outside, targets), targets.isEmpty());
    }

    /**
     * Tells the fate of each SYN that enters before {@code goesOn} says no, which is asked several times a second, or
     * before a capture ends. What entered before that and is still to be read or under way is followed to its end, for
     * some seconds at the most; what cannot be read in them is counted as missed.
     *
     * @throws IOException if nothing can be seen any more
     */
    public TraceSummary run(TraceListener listener, BooleanSupplier goesOn) throws IOException {
        SynLedger ledger = new SynLedger(source.taps(), everyTarget, MOST, source.lookup(), listener);
        OptionalLong upTo = OptionalLong.of(0);
        while (upTo.isPresent() && goesOn.getAsBoolean()) {
            upTo = read(ledger, listener);
        }
        if (upTo.isPresent()) {
            drain(ledger, listener, source.nowNanos());
        }
        source.finish(ledger);
        ledger.settleAll();
        return ledger.summary();
    }

    /** Reads on until the fate of each SYN that entered before the end is known, or cannot be known any more. */
    private void drain(SynLedger ledger, TraceListener listener, long endNanos) throws IOException {
        ledger.close(endNanos);
        OptionalLong upTo = read(ledger, listener);
        while (upTo.isPresent()
                && (upTo.getAsLong() < endNanos || !ledger.isIdle())
                && source.nowNanos() - endNanos < DRAIN_NANOS) {
            upTo = read(ledger, listener);
        }
        if (upTo.isPresent() && upTo.getAsLong() < endNanos) {
            // What the kernel still has of the time before the end was not seen, and how much that is nobody knows.
            long from = upTo.getAsLong();
            source.taps().forEach(point -> ledger.missed(point, from, endNanos, 1));
        }
    }

    private OptionalLong read(SynLedger ledger, TraceListener listener) throws IOException {
        OptionalLong upTo = source.read(ledger);
        if (upTo.isPresent()) {
            ledger.settle(upTo.getAsLong());
            listener.soFar(ledger.summary());
        }
        return upTo;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
