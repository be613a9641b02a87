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

    /** Misses due times in rows, each met after it by as many more. */
    private void missInRows(int rows, int missed, int met) {
        for (int i = 0; i < rows; i++) {
            naps.onMissed(missed);
            meet(met);
        }
    }

    @Test
    void areTaken_afterAFewMissedAmongMany_not() {
        missInRows(100, 3, 97);

        assertThat(naps.areTaken()).isFalse();
    }

    @Test
    void areTaken_whereAThirdIsMissed() {
        missInRows(100, 3, 6);

        assertThat(naps.areTaken()).isTrue();
    }

    @Test
    void areTaken_onceTaken_goOnUntilFewAreMissed() {
        missInRows(100, 3, 6);
        missInRows(100, 1, 10);
        boolean whileATenthIs = naps.areTaken();
        missInRows(50, 1, 99);

        assertThat(whileATenthIs).isTrue();
        assertThat(naps.areTaken()).isFalse();
    }

    @Test
    void areTaken_afterASingleStall_not() {
        naps.onMissed(3_600_000);

        assertThat(naps.areTaken()).isFalse();
    }
}
