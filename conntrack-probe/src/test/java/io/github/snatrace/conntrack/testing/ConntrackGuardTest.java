package io.github.snatrace.conntrack.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.snatrace.conntrack.ConntrackReader;
import io.github.snatrace.host.KernelText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

final class ConntrackGuardTest {

    private static final String BEFORE = """
            entries  clashres found insert_failed drop
            00000005  00000000 00000009 00000002 00000002
            00000005  00000000 00000000 00000000 00000000
            """;

    /** What the kernel says before and after a guarded test. */
    private static final Deque<String> COUNTERS = new ArrayDeque<>();

    /** Stands for the test class of a user, which the engine is asked to run. */
    static final class Guarded {

        @RegisterExtension
        final ConntrackGuard guard = ConntrackGuard.of("the lab", reader());

        @Test
        void something() {}

        private static ConntrackReader reader() {
            return () -> {
                if (COUNTERS.isEmpty()) {
                    throw new IOException("nf_conntrack is not loaded");
                }
                return KernelText.of(Map.of(KernelText.CONNTRACK_STAT, COUNTERS.remove()));
            };
        }
    }

    @Test
    void test_withoutAnInsertFailure_passes() {
        assertThat(failureOf(BEFORE, BEFORE.replace("00000009", "0000000a"))).isEmpty();
    }

    @Test
    void test_inWhichInsertFailedMoved_failsAndNamesTheCpus() {
        String after = BEFORE.replace(
                "00000005  00000000 00000000 00000000 00000000", "00000005  00000000 00000007 00000003 00000003");

        assertThat(failureOf(BEFORE, after)).hasValue("""
                [counters of the lab] Expected insert_failed not to move, but it counted 3
                  CPU 1     3
                  counted   found 7, insert_failed 3, drop 3
                  entries   5
                  source    procfs""");
    }

    @Test
    void test_whereNothingIsTracked_fails() {
        String nothing = """
                entries  clashres found insert_failed drop
                00000000  00000000 00000000 00000000 00000000
                """;

        assertThat(failureOf(nothing, nothing))
                .hasValueSatisfying(message -> assertThat(message)
                        .contains("nothing was tracked there: no counter moved, and the table held no entry"));
    }

    @Test
    void test_duringWhichTheNamespaceWasMadeAnew_fails() {
        String anew = """
                entries  clashres found insert_failed drop
                00000001  00000000 00000000 00000000 00000000
                00000001  00000000 00000000 00000000 00000000
                """;

        assertThat(failureOf(BEFORE, anew))
                .hasValueSatisfying(message -> assertThat(message).contains("they were reset in between"));
    }

    @Test
    void test_onFewerCpusThanBefore_fails() {
        String fewer = BEFORE.substring(0, BEFORE.lastIndexOf("00000005"));

        assertThat(failureOf(BEFORE, fewer))
                .hasValueSatisfying(message -> assertThat(message).contains("the later ones lack CPUs [1]"));
    }

    @Test
    void test_onAKernelWithoutTheCounter_fails() {
        String without = "entries  found drop\n00000005  00000009 00000002\n";

        assertThat(failureOf(without, without))
                .hasValueSatisfying(message ->
                        assertThat(message).contains("Expected both snapshots to have the counter insert_failed"));
    }

    @Test
    void test_beforeWhichNothingCanBeRead_fails() {
        assertThat(failureOf()).hasValue("insert_failed cannot be counted in the lab: nf_conntrack is not loaded");
    }

    @Test
    void test_afterWhichNothingCanBeRead_fails() {
        assertThat(failureOf(BEFORE))
                .hasValue("insert_failed cannot be counted in the lab: nf_conntrack is not loaded");
    }

    /** Runs the guarded test between these counters, and returns the message that it failed with. */
    private static Optional<String> failureOf(String... counters) {
        COUNTERS.clear();
        COUNTERS.addAll(List.of(counters));
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Guarded.class))
                .execute()
                .testEvents()
                .finished()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .map(failure -> String.valueOf(failure.getMessage()).replace(System.lineSeparator(), "\n"))
                .findFirst();
    }
}
