package io.github.snatrace.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.KernelRelease;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrackingLossesTest {

    @ParameterizedTest(name = "{0}: insert_failed {1}, drop {2}, chainlength {3}, new {4}")
    @CsvSource({
        // kernel, insert_failed, drop, chainlength, new, clashes, resolved, beyond
        "4.4.0,   199,    0, 0, 9, 199,   0,    0",
        "4.4.0,   199, 1346, 0, 9, 199,   0, 1346",
        "'',      199,    0, 0, 9, 199,   0,    0",
        "'',      199,  199, 0, 9, 199,   0,    0",
        "4.8.0,   100,   60, 0, 9,  60,  40,    0",
        "5.4.0,   100,   60, 0, 0,  60,  40,    0",
        "5.4.0,   100,  160, 0, 0, 100,   0,   60",
        "6.18.44, 100,  100, 0, 0, 100,   0,    0",
        "6.18.44, 100,    0, 100, 0, 0,   0,    0",
        "6.18.44, 130,  150, 30, 0, 100,  0,   50",
        "'',      100,   60, 0, 0,  60,  40,    0",
    })
    void of_countersOfAKernel_readsThemAsItCounts(
            String kernel,
            long insertFailed,
            long drop,
            long chainlength,
            long added,
            long clashes,
            long resolved,
            long beyond) {
        Optional<TrackingLosses> losses = TrackingLosses.of(
                Map.of(
                        Counter.INSERT_FAILED, insertFailed,
                        Counter.DROP, drop,
                        Counter.CHAINLENGTH, chainlength,
                        Counter.NEW, added,
                        Counter.EARLY_DROP, 3L,
                        Counter.FOUND, 7L),
                KernelRelease.parse(kernel));

        OptionalLong portsInUse = added > 0 ? OptionalLong.empty() : OptionalLong.of(7);
        assertThat(losses).contains(new TrackingLosses(clashes, resolved, chainlength, beyond, 3, portsInUse));
    }

    @Test
    void of_countersWithoutDrop_isNotKnown() {
        assertThat(TrackingLosses.of(Map.of(Counter.INSERT_FAILED, 5L), Optional.empty()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5, 0, true", "5, 1, false", "0, 0, false"})
    void areUntranslated_whereNatNeverFoundAPortTaken(long clashes, long found, boolean untranslated) {
        assertThat(new TrackingLosses(clashes, 0, 0, 0, 0, OptionalLong.of(found)).areUntranslated())
                .isEqualTo(untranslated);
        assertThat(new TrackingLosses(clashes, 0, 0, 0, 0, OptionalLong.empty()).areUntranslated())
                .isFalse();
    }
}
