package io.github.snatrace.result;

import com.google.common.net.HostAndPort;
import io.github.snatrace.dial.CloseMode;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.dial.SourcePorts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that a run was made under; what is not known is null.
 *
 * @param target address and port, IPv6 in brackets
 * @param sourcePorts the ports that the plan asked for
 * @param topology what the run went through, in the words of who started it
 * @param kernel release of the kernel that it ran on
 * @param cpus how many processors it could use
 */
public record Conditions(
        @Nullable String target,
        @Nullable Schedule schedule,
        @Nullable SourcePorts sourcePorts,
        @Nullable Duration timeout,
        @Nullable CloseMode closeMode,
        @Nullable String topology,
        @Nullable String kernel,
        @Nullable Integer cpus) {

    /**
     * A condition that two runs did not share.
     *
     * @param one its value in the first of them, as a result file has it
     * @param other its value in the second
     */
    public record Difference(RunCondition condition, Object one, Object other) {}

    /** Those of a plan that is carried out on this machine. */
    static Conditions of(DialPlan plan, @Nullable String topology) {
        InetSocketAddress target = plan.target();
        return new Conditions(
                HostAndPort.fromParts(target.getAddress().getHostAddress(), target.getPort())
                        .toString(),
                plan.schedule(),
                plan.sourcePorts().orElse(null),
                plan.timeout(),
                plan.closeMode(),
                topology,
                System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors());
    }

    /** Returns the conditions that both know and that are not the same. */
    public List<Difference> differences(Conditions other) {
        List<Difference> differences = new ArrayList<>();
        for (RunCondition condition : RunCondition.values()) {
            Object here = condition.of(this);
            Object there = condition.of(other);
            if (here != null && there != null && !here.equals(there)) {
                differences.add(new Difference(condition, here, there));
            }
        }
        return differences;
    }

    /** Returns what both know, of conditions that do not differ. */
    Conditions common(Conditions other) {
        return new Conditions(
                common(target, other.target),
                common(schedule, other.schedule),
                common(sourcePorts, other.sourcePorts),
                common(timeout, other.timeout),
                common(closeMode, other.closeMode),
                common(topology, other.topology),
                common(kernel, other.kernel),
                common(cpus, other.cpus));
    }

    /** Returns so many units of so many nanoseconds each. */
    static Duration duration(double units, double nanosPerUnit) {
        return Duration.ofNanos(Math.round(units * nanosPerUnit));
    }

    private static <T> @Nullable T common(@Nullable T here, @Nullable T there) {
        return there == null ? null : here;
    }
}
