package io.github.snatrace.dial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NapsTest {

    private final Naps naps = new Naps();

    private void meet(int dueTimes) {
        for (int i = 0; i < dueTimes; i++) {
            naps.onMet();
        }
    }

    @Test
    void areTaken_whileNothingIsMissed_never() {
        meet(1_000);

        assertThat(naps.areTaken()).isFalse();
    }

    @Test
    void areTaken_afterAFewMissedAmongMany_not() {
        for (int i = 0; i < 100; i++) {
            naps.onMissed(3);
            meet(97);
        }

        assertThat(naps.areTaken()).isFalse();
    }

    @Test
    void areTaken_whereAFifthIsMissed() {
        for (int i = 0; i < 50; i++) {
            naps.onMissed(1);
            meet(4);
        }

        assertThat(naps.areTaken()).isTrue();
    }

    @Test
    void areTaken_onceTaken_goOnUntilHardlyAnyIsMissed() {
        naps.onMissed(20);
        meet(60);
        boolean soon = naps.areTaken();
        meet(150);

        assertThat(soon).isTrue();
        assertThat(naps.areTaken()).isFalse();
    }

    @Test
    void areTaken_afterAGapOfAnHour() {
        naps.onMissed(3_600_000);

        assertThat(naps.areTaken()).isTrue();
    }
}
