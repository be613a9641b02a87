package io.github.snatrace.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.Outcome;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SlowConnectsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 0 0 0",
        "1, 0 0 0 0",
        "3, 0 0 0 1",
        "49, 0 0 0 1",
        "51, 0 0 0 0",
        "890, 0 0 0 0",
        "910, 1 0 0 0",
        "1020, 1 0 0 0",
        "2050, 1 0 0 0",
        "2890, 1 0 0 0",
        "2910, 0 1 0 0",
        "6890, 0 1 0 0",
        "6920, 0 0 1 0",
        "3600000, 0 0 1 0"
    })
    void connect_isInTheBandOfItsElapsedTime(long millis, String bands) {
        Histogram connected = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
        connected.recordValue(TimeUnit.MILLISECONDS.toNanos(millis));

        SlowConnects slow = SlowConnects.of(connected);

        assertThat(slow.retransmitted1s() + " " + slow.retransmitted3s() + " " + slow.retransmitted7s() + " "
                        + slow.from2To50ms())
                .isEqualTo(bands);
    }

    @Test
    void connects_areCountedEach() {
        Histogram connected = new Histogram(TimeUnit.HOURS.toNanos(1), 3);
        connected.recordValueWithCount(TimeUnit.MICROSECONDS.toNanos(70), 10_000);
        connected.recordValueWithCount(TimeUnit.MICROSECONDS.toNanos(1_005_000), 20);
        connected.recordValueWithCount(TimeUnit.MICROSECONDS.toNanos(1_020_000), 30);
        connected.recordValueWithCount(TimeUnit.MICROSECONDS.toNanos(9_000), 500);

        assertThat(SlowConnects.of(connected)).isEqualTo(new SlowConnects(50, 0, 0, 500));
    }

    @Test
    void timeouts_areNotSlowConnects() throws UnknownHostException {
        RunResult result = new RecordedRun()
                .attempt(0, 1_010_000, Outcome.CONNECTED)
                .attempt(50, 3_000_000, Outcome.TIMED_OUT)
                .result(RecordedRun.START.plusSeconds(5));

        assertThat(result.slow()).isEqualTo(new SlowConnects(1, 0, 0, 0));
    }
}
