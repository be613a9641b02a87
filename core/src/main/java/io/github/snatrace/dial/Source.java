package io.github.snatrace.dial;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the attempts of a run come from. Shared by its loops.
 *
 * <p>Several addresses are taken in turn, and each of them has all of the ports. Where the plan names addresses but no
 * ports, the ports are chosen here, from the ephemeral ones: the kernel would have to find one before it knows the
 * target, one that nobody else has at all, which gets slow long before the ports are used up.
 */
final class Source {

    /** What a port of the plan's own is tried with: itself. */
    private static final int ONE_CHANCE = 1;

    /** How many ports in a row may turn out to be somebody else's. */
    private static final int CHANCES = 64;

    private static final Path EPHEMERAL_PORTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final SourcePorts DEFAULT_EPHEMERAL_PORTS = new SourcePorts(32_768, 60_999);

    private final ImmutableList<InetAddress> addresses;
    private final SourcePorts ports;
    private final boolean ownPorts;
    private final boolean bound;
    private final int chances;
    private final AtomicLong next = new AtomicLong();

    Source(DialPlan plan) {
        this.addresses = ImmutableList.copyOf(plan.sourceAddresses());
        this.ownPorts = plan.sourcePorts().isPresent();
        this.ports = plan.sourcePorts().orElseGet(Source::ephemeralPorts);
        this.bound = ownPorts || !addresses.isEmpty();
        this.chances = ownPorts ? ONE_CHANCE : CHANCES;
        // Another process with the same address begins elsewhere.
        next.set((long) ThreadLocalRandom.current().nextInt(ports.span()) * Math.max(1, addresses.size()));
    }

    /** Returns whether there is anything to bind a socket to; otherwise connect(2) chooses, knowing the target. */
    boolean isBound() {
        return bound;
    }

    /** Returns whether the ports are the plan's choice. */
    boolean hasOwnPorts() {
        return ownPorts;
    }

    /** Returns the port that the plan asks for at a due time, 0 if it asks for none. */
    int portAt(long tick) {
        return ownPorts ? ports.portAt(Math.floorDiv(tick, addressCount())) : 0;
    }

    /**
     * Binds a socket to an address and port for a due time; to the next one while that is somebody else's. Never to
     * port 0: that makes a port exclusive to the socket, whatever the target.
     *
     * @param tried how many were tried for this due time before
     * @return how many have been tried now
     * @throws IOException if there is none left to try, or the address is not to be had
     */
    int bind(SocketChannel channel, long tick, int tried) throws IOException {
        int tries = tried;
        while (true) {
            tries++;
            try {
                channel.bind(next(tick));
                return tries;
            } catch (BindException e) {
                if (tries >= chances) {
                    throw e;
                }
            }
        }
    }

    /**
     * Returns whether an attempt whose connect ended so may be made again from another port, of which so many were
     * tried.
     */
    boolean hasAnother(Outcome outcome, int tried) {
        return outcome == Outcome.NO_LOCAL_PORT && bound && tried < chances;
    }

    /** Returns the address to bind to; each call gives the next chance where the plan has no ports of its own. */
    InetSocketAddress next(long tick) {
        long turn = ownPorts ? tick : next.getAndIncrement();
        return new InetSocketAddress(addressAt(turn), ports.portAt(Math.floorDiv(turn, addressCount())));
    }

    private @Nullable InetAddress addressAt(long turn) {
        return addresses.isEmpty() ? null : addresses.get((int) Math.floorMod(turn, addressCount()));
    }

    private long addressCount() {
        return Math.max(1, addresses.size());
    }

    /** Returns the ports that the kernel would choose from in this network namespace. */
    private static SourcePorts ephemeralPorts() {
        // The kernel gives a setting in one piece or not at all: what reads byte by byte gets its first digit.
        try (BufferedReader setting = Files.newBufferedReader(EPHEMERAL_PORTS)) {
            return parse(setting.readLine());
        } catch (IOException e) {
            return DEFAULT_EPHEMERAL_PORTS;
        }
    }

    /** Parses {@code net.ipv4.ip_local_port_range}: two ports, apart by white space. */
    static SourcePorts parse(@Nullable String range) {
        String[] ends = range == null ? new String[0] : range.strip().split("\\s+", -1);
        return ends.length == 2
                ? new SourcePorts(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))
                : DEFAULT_EPHEMERAL_PORTS;
    }
}
