package io.github.snatrace.dial;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What to dial, from where, when, and until when. Immutable.
 *
 * <pre>{@code
 * DialPlan plan = DialPlan.to(new InetSocketAddress("10.99.0.2", 8080))
 *         .schedule(Schedule.openLoop(1_000))
 *         .duration(Duration.ofSeconds(5))
 *         .build();
 * }</pre>
 */
public final class DialPlan {

    private static final long UNLIMITED = Long.MAX_VALUE;

    /** Keeps every time of a run far from the end of a long that counts nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final InetSocketAddress target;
    private final ImmutableList<InetAddress> sourceAddresses;
    private final @Nullable SourcePorts sourcePorts;
    private final Schedule schedule;
    private final @Nullable Instant startAt;
    private final Duration timeout;
    private final CloseMode closeMode;
    private final LatePolicy latePolicy;
    private final @Nullable Duration duration;
    private final long attempts;
    private final int maxInFlight;
    private final int eventLoops;

    private DialPlan(Builder builder) {
        target = builder.target;
        sourceAddresses = builder.sourceAddresses;
        sourcePorts = builder.sourcePorts;
        schedule = builder.schedule;
        startAt = builder.startAt;
        timeout = builder.timeout;
        closeMode = builder.closeMode;
        latePolicy = builder.latePolicy;
        duration = builder.duration;
        attempts = builder.attempts;
        maxInFlight = builder.maxInFlight;
        eventLoops = builder.eventLoops == 0
                ? schedule.defaultEventLoops(Runtime.getRuntime().availableProcessors())
                : builder.eventLoops;
    }

    /**
     * Returns a builder of plans to a target. The name was resolved when the address was made; it is not looked up
     * again.
     *
     * @throws IllegalArgumentException if the name could not be resolved, or the port is 0
     */
    public static Builder to(InetSocketAddress target) {
        return new Builder(target);
    }

    /** Returns where to. */
    public InetSocketAddress target() {
        return target;
    }

    /** Returns the addresses to dial from, used in turn; empty if the kernel chooses. */
    public List<InetAddress> sourceAddresses() {
        return sourceAddresses;
    }

    /** Returns the ports to dial from; empty if the kernel chooses. */
    public Optional<SourcePorts> sourcePorts() {
        return Optional.ofNullable(sourcePorts);
    }

    /** Returns when the attempts are due. */
    public Schedule schedule() {
        return schedule;
    }

    /** Returns when the run begins; empty for at once. */
    public Optional<Instant> startAt() {
        return Optional.ofNullable(startAt);
    }

    /** Returns how long an attempt may take. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns how connections are closed. */
    public CloseMode closeMode() {
        return closeMode;
    }

    /** Returns what becomes of missed due times. */
    public LatePolicy latePolicy() {
        return latePolicy;
    }

    /** Returns how long attempts are begun; empty for no limit. */
    public Optional<Duration> duration() {
        return Optional.ofNullable(duration);
    }

    /** Returns how many attempts are made; empty for no limit. */
    public OptionalLong attempts() {
        return attempts == UNLIMITED ? OptionalLong.empty() : OptionalLong.of(attempts);
    }

    /** Returns how many attempts may be under way at once. */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** Returns how many threads dial. */
    public int eventLoops() {
        return eventLoops;
    }

    /** Returns the target, the schedule and the limits, in one line for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(schedule.toString())
                .append(" to ")
                .append(HostAndPort.fromParts(target.getAddress().getHostAddress(), target.getPort()));
        duration().ifPresent(length -> text.append(" for ").append(length));
        attempts().ifPresent(most -> text.append(", ").append(most).append(" attempts"));
        return text.append(", timeout ").append(timeout).toString();
    }

    /**
     * Builds plans. The values it refuses are named in the message of an {@link IllegalArgumentException}. Not
     * thread-safe.
     */
    public static final class Builder {

        private final InetSocketAddress target;
        private ImmutableList<InetAddress> sourceAddresses = ImmutableList.of();
        private @Nullable SourcePorts sourcePorts;
        private Schedule schedule =
                Schedule.workers(Runtime.getRuntime().availableProcessors(), Duration.ofMillis(100));
        private @Nullable Instant startAt;
        private Duration timeout = Duration.ofMillis(500);
        private CloseMode closeMode = CloseMode.RESET;
        private LatePolicy latePolicy = LatePolicy.SKIP;
        private @Nullable Duration duration;
        private long attempts = UNLIMITED;
        private int maxInFlight = 65_536;
        private int eventLoops;

        private Builder(InetSocketAddress target) {
            checkArgument(!target.isUnresolved(), "target %s: expected a name that resolves", target.getHostString());
            checkArgument(target.getPort() != 0, "target %s: expected a port from 1 to 65535", target);
            this.target = target;
        }

        /**
         * Sets the addresses to dial from, of the target's family, taken in turn; each has all of the source ports, or
         * of the ephemeral ones. The kernel chooses unless this is called.
         */
        @CanIgnoreReturnValue
        public Builder sourceAddresses(List<InetAddress> addresses) {
            for (InetAddress address : addresses) {
                boolean sameFamily = address instanceof Inet4Address == target.getAddress() instanceof Inet4Address;
                checkArgument(
                        sameFamily,
                        "source address %s: expected the family of the target %s",
                        address.getHostAddress(),
                        target.getAddress().getHostAddress());
            }
            this.sourceAddresses = ImmutableList.copyOf(addresses);
            return this;
        }

        /** Sets the one address to dial from. */
        @CanIgnoreReturnValue
        public Builder sourceAddress(InetAddress address) {
            return sourceAddresses(ImmutableList.of(address));
        }

        /**
         * Sets the ports to dial from: due time {@code k} has port {@code k}, or {@code k / n} where there are {@code
         * n} source addresses, of the range and over again. The kernel chooses unless this is called.
         */
        @CanIgnoreReturnValue
        public Builder sourcePorts(SourcePorts ports) {
            this.sourcePorts = ports;
            return this;
        }

        /** Sets when attempts are due; a worker a core, each every 100 ms, unless this is called. */
        @CanIgnoreReturnValue
        public Builder schedule(Schedule schedule) {
            this.schedule = schedule;
            return this;
        }

        /**
         * Sets when the run begins, before 2200; at once unless this is called. An instant that has passed means at
         * once.
         */
        @CanIgnoreReturnValue
        public Builder startAt(Instant instant) {
            checkArgument(
                    instant.isAfter(Instant.EPOCH) && instant.isBefore(LATEST),
                    "start %s: expected an instant between 1970 and 2200",
                    instant);
            this.startAt = instant;
            return this;
        }

        /** Sets how long an attempt may take, more than zero and at most 365 days; 500 ms unless this is called. */
        @CanIgnoreReturnValue
        public Builder timeout(Duration timeout) {
            checkLength("timeout", timeout);
            this.timeout = timeout;
            return this;
        }

        /** Sets how connections are closed; {@link CloseMode#RESET} unless this is called. */
        @CanIgnoreReturnValue
        public Builder closeMode(CloseMode closeMode) {
            this.closeMode = closeMode;
            return this;
        }

        /** Sets what becomes of missed due times; {@link LatePolicy#SKIP} unless this is called. */
        @CanIgnoreReturnValue
        public Builder latePolicy(LatePolicy latePolicy) {
            this.latePolicy = latePolicy;
            return this;
        }

        /**
         * Sets how long attempts are begun, more than zero and at most 365 days; those under way are then waited for.
         * No limit unless this is called.
         */
        @CanIgnoreReturnValue
        public Builder duration(Duration duration) {
            checkLength("duration", duration);
            this.duration = duration;
            return this;
        }

        /** Sets how many attempts are made, at least 1. No limit unless this is called. */
        @CanIgnoreReturnValue
        public Builder attempts(long attempts) {
            checkArgument(attempts >= 1, "attempts %s: expected at least 1", attempts);
            this.attempts = attempts;
            return this;
        }

        /** Sets how many attempts may be under way at once, at least 1; 65,536 unless this is called. */
        @CanIgnoreReturnValue
        public Builder maxInFlight(int maxInFlight) {
            checkArgument(maxInFlight >= 1, "max in flight %s: expected at least 1", maxInFlight);
            this.maxInFlight = maxInFlight;
            return this;
        }

        /** Sets how many threads dial, at least 1; chosen from the schedule and the cores unless this is called. */
        @CanIgnoreReturnValue
        public Builder eventLoops(int eventLoops) {
            checkArgument(eventLoops >= 1, "event loops %s: expected at least 1", eventLoops);
            this.eventLoops = eventLoops;
            return this;
        }

        private static void checkLength(String name, Duration length) {
            checkArgument(!length.isNegative() && !length.isZero(), "%s %s: expected more than zero", name, length);
            checkArgument(length.compareTo(LONGEST) <= 0, "%s %s: expected at most 365 days", name, length);
        }

        /**
         * Returns the plan.
         *
         * @throws IllegalStateException if the values do not go together
         */
        public DialPlan build() {
            checkState(
                    eventLoops <= schedule.mostEventLoops(),
                    "event loops %s: expected at most %s for %s",
                    eventLoops,
                    schedule.mostEventLoops(),
                    schedule.mode());
            return new DialPlan(this);
        }
    }
}
