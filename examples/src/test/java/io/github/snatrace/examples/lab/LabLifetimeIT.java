package io.github.snatrace.examples.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NeedsLab
class LabLifetimeIT {

    private static final String BUSY = "on c1 tail -f /dev/null & on srv tail -f /dev/null & echo stands; wait";

    /**
     * The script, unshare, the script in the sandbox and its shell; what that starts may be in the middle of its exec.
     */
    private static final int SETTLED = 4;

    private final String mark = UUID.randomUUID().toString();

    @ParameterizedTest(name = "{1}")
    @CsvSource({"0,the script", "1,unshare", "2,the first process in the sandbox"})
    void lab_whenOneOfItsProcessesIsKilled_endsAltogether(int generation, String which) throws Exception {
        Process lab = start(LabScript.HOME + "/up", "--", "bash", "-c", BUSY);
        try (BufferedReader out = lab.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("stands");
            ProcessHandle victim = descendant(lab.toHandle(), generation);
            assertThat(Remains.of(mark))
                    .as("processes of the lab, with " + which)
                    .contains(victim)
                    .hasSizeGreaterThanOrEqualTo(SETTLED);

            victim.destroyForcibly();

            awaitEnd(out);
            assertEnded();
        } finally {
            lab.destroyForcibly();
        }
    }

    @Test
    void race_whenItsScriptIsKilledWhileItRaces_endsAltogether() throws Exception {
        Process race = start(LabScript.HOME + "/race", "--step", "1ms", "--ticks", "1000");
        try (BufferedReader err = race.errorReader(UTF_8)) {
            // The second run begins; the first has started everything that a run starts.
            assertThat(err.readLine()).isEqualTo("race: round 1 of 2: masquerade");
            assertThat(Remains.of(mark)).hasSizeGreaterThanOrEqualTo(3);

            race.toHandle().destroyForcibly();

            awaitEnd(err);
            assertEnded();
        } finally {
            race.destroyForcibly();
        }
    }

    @Test
    void lab_whenItsScriptIsTerminated_endsAltogether() throws Exception {
        Process lab = start(LabScript.HOME + "/up", "--", "bash", "-c", BUSY);
        try (BufferedReader out = lab.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("stands");
            assertThat(Remains.of(mark)).hasSizeGreaterThanOrEqualTo(SETTLED);

            lab.toHandle().destroy();

            awaitEnd(out);
            assertEnded();
        } finally {
            lab.destroyForcibly();
        }
    }

    private Process start(String... command) {
        return LabScript.of(command).with(Remains.MARK, mark).start();
    }

    private static ProcessHandle descendant(ProcessHandle process, int generation) {
        ProcessHandle descendant = process;
        for (int i = 0; i < generation; i++) {
            descendant = descendant.children().findFirst().orElseThrow();
        }
        return descendant;
    }

    /** Reads to the end, which comes when no process holds the other side. */
    private static void awaitEnd(BufferedReader reader) {
        LabScript.within(CompletableFuture.runAsync(() -> reader.lines().forEach(line -> {})));
    }

    /**
     * Waits for those that the kernel is about to end, one born just before its parent died included, and finds none
     * after them.
     */
    private void assertEnded() throws InterruptedException, ExecutionException, TimeoutException {
        for (int generation = 0; generation < 3; generation++) {
            for (ProcessHandle process : Remains.of(mark)) {
                process.onExit().get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(Remains.of(mark)).isEmpty();
    }
}
