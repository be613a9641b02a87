package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DialPlanTest {

    private static final InetSocketAddress TARGET = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

    @Test
    void build_ofATargetAlone_doesWhatTheOriginalDid() {
        int cores = Runtime.getRuntime().availableProcessors();

        DialPlan plan = DialPlan.to(TARGET).build();

        assertThat(plan.target()).isEqualTo(TARGET);
        assertThat(plan.schedule()).isEqualTo(Schedule.workers(cores, Duration.ofMillis(100)));
        assertThat(plan.timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(plan.closeMode()).isEqualTo(CloseMode.RESET);
        assertThat(plan.latePolicy()).isEqualTo(LatePolicy.SKIP);
        assertThat(plan.sourceAddresses()).isEmpty();
        assertThat(plan.sourcePorts()).isEmpty();
        assertThat(plan.startAt()).isEmpty();
        assertThat(plan.duration()).isEmpty();
        assertThat(plan.attempts()).isEmpty();
        assertThat(plan.maxInFlight()).isEqualTo(65_536);
        assertThat(plan.eventLoops()).isEqualTo(cores);
    }

    @Test
    void eventLoops_ofAPlanThatNeedsFew_areFew() {
        DialPlan.Builder plan = DialPlan.to(TARGET);

        assertThat(plan.schedule(Schedule.workers(1, Duration.ZERO)).build().eventLoops())
                .isEqualTo(1);
        assertThat(plan.schedule(Schedule.openLoop(10_000)).build().eventLoops())
                .isEqualTo(1);
        assertThat(plan.schedule(Schedule.lockstep(Duration.ofMillis(1)))
                        .build()
                        .eventLoops())
                .isEqualTo(1);
    }

    @Test
    void lockstep_onSeveralThreads_isRefused() {
        DialPlan.Builder plan = DialPlan.to(TARGET)
                .schedule(Schedule.lockstep(Duration.ofMillis(1)))
                .eventLoops(2);

        assertThatThrownBy(plan::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event loops 2: expected at most 1 for lockstep");
    }

    @Test
    void values_thatMakeNoSense_areRefusedByName() {
        DialPlan.Builder plan = DialPlan.to(TARGET);
        InetAddress otherFamily = InetAddresses.forString("::1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.timeout(Duration.ZERO))
                .withMessage("timeout PT0S: expected more than zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.duration(Duration.ofSeconds(-1)))
                .withMessage("duration PT-1S: expected more than zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.duration(Duration.ofHours(2_562_047)))
                .withMessage("duration PT2562047H: expected at most 365 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.attempts(0))
                .withMessage("attempts 0: expected at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.maxInFlight(0))
                .withMessage("max in flight 0: expected at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.eventLoops(0))
                .withMessage("event loops 0: expected at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.sourceAddress(otherFamily))
                .withMessageContaining("expected the family of the target 127.0.0.1");
    }

    @Test
    void target_thatNobodyCanDial_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DialPlan.to(InetSocketAddress.createUnresolved("nowhere.invalid", 80)))
                .withMessage("target nowhere.invalid: expected a name that resolves");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .withMessageContaining("expected a port from 1 to 65535");
    }
}
