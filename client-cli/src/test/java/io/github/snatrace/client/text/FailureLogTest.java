package io.github.snatrace.client.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.dial.Attempt;
import io.github.snatrace.dial.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureLogTest {

    private static final InetSocketAddress TARGET = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

    /** 2026-03-01T10:00:00Z. */
    private static final long TEN_O_CLOCK_NANOS = 1_772_359_200_000_000_000L;

    private final Printed printed = new Printed();

    @Test
    void timeout_isALineThatFitsIntoEightyColumns() {
        try (FailureLog log = FailureLog.start(printed.stream(), ZoneOffset.UTC, TARGET, 10)) {
            log.onAttempt(failure(Outcome.TIMED_OUT, 0, 500_319_000, null));
        }

        assertThat(printed.lines()).containsExactly("10:00:00.500 error after 500ms: :0->127.0.0.1:8080: i/o timeout");
    }

    @Test
    void refusal_saysWhatTheKernelSaid() {
        try (FailureLog log = FailureLog.start(printed.stream(), ZoneOffset.UTC, TARGET, 10)) {
            log.onAttempt(failure(Outcome.REFUSED, 20_001, 1_000_000, new ConnectException("Connection refused")));
        }

        assertThat(printed.text()).contains("error after 1ms: :20001->127.0.0.1:8080: connection refused");
    }

    @Test
    void successes_andCancelledAttempts_areNoFailures() {
        try (FailureLog log = FailureLog.start(printed.stream(), ZoneOffset.UTC, TARGET, 10)) {
            log.onAttempt(failure(Outcome.CONNECTED, 0, 1, null));
            log.onAttempt(failure(Outcome.CANCELLED, 0, 1, null));
        }

        assertThat(printed.text()).isEmpty();
    }

    @Test
    void lines_beyondTheLimitOfASecond_areCounted() {
        try (FailureLog log = FailureLog.start(printed.stream(), ZoneOffset.UTC, TARGET, 2)) {
            for (int i = 0; i < 1_005; i++) {
                log.onAttempt(failure(Outcome.TIMED_OUT, 0, 1_000, null));
            }
            log.onAttempt(failure(Outcome.TIMED_OUT, 0, 1_500_000_000, null));
        }

        assertThat(printed.lines()).hasSize(4);
        assertThat(printed.lines().get(2)).isEqualTo("... and 1,003 failed attempts more, not shown");
    }

    @Test
    void attempts_beyondTheQueue_areCountedAsWell() {
        int attempts = 50_000;
        try (FailureLog log = FailureLog.start(printed.stream(), ZoneOffset.UTC, TARGET, 1)) {
            for (int i = 0; i < attempts; i++) {
                log.onAttempt(failure(Outcome.TIMED_OUT, 0, 1_000, null));
            }
        }

        long withheld = printed.lines().stream()
                .filter(line -> line.startsWith("..."))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
        assertThat(withheld).isEqualTo(attempts - 1);
    }

    private static Attempt failure(Outcome outcome, int sourcePort, long elapsedNanos, @Nullable IOException error) {
        return new Attempt(1, sourcePort, TEN_O_CLOCK_NANOS, 0, elapsedNanos, outcome, error);
    }
}
