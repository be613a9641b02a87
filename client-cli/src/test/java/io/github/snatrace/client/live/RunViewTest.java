package io.github.snatrace.client.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.client.RecordedRun;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.Outcome;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.stats.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

public final class RunViewTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicInteger columns = new AtomicInteger(80);
    private final Screen plain = new Screen(columns::get, false, false);

    @Test
    void fullView_hasRateFailuresLatencyAndTimeLeft() {
        RunView view = RunView.full(plan(), terminal, plain);

        report(view, 1);
        report(view, 1);

        assertThat(screen())
                .containsExactly(
                        "127.0.0.1:8080  lockstep every 10 ms  0:01 of 0:04",
                        "#######-----------------------  25 %  0:03 left",
                        "connects             100           100/s   ##",
                        "failures              10         10.00 %   ##",
                        "latency      p50 0.20 ms     p99 0.20 ms   ##",
                        "lateness     p99 0.00 ms       0 skipped");
    }

    @Test
    void rateOfFailure_leavesOutCancelledConnects_andTheTargetHasBrackets() throws UnknownHostException {
        DialPlan plan = DialPlan.to(new InetSocketAddress(InetAddress.getByName("fd00:99::2"), 8080))
                .schedule(Schedule.openLoop(10))
                .build();
        Snapshot total = new RecordedRun()
                .attempt(0, 200, Outcome.CONNECTED)
                .attempt(1, 200, Outcome.TIMED_OUT)
                .attempt(2, 200, Outcome.CANCELLED)
                .interval(RecordedRun.START.plusSeconds(1));

        RunView.full(plan, terminal, plain).report(total, total);

        assertThat(screen())
                .contains(
                        "[fd00:99::2]:8080  open loop, 10/s  0:01",
                        "connects               3             3/s   #",
                        "failures               1         50.00 %   #");
    }

    @Test
    void fullView_beforeTheRun_countsDown() {
        RunView view = RunView.full(plan(), terminal, plain);

        view.await(Duration.ofSeconds(3));

        assertThat(screen())
                .containsExactly(
                        "127.0.0.1:8080  lockstep every 10 ms  begins in 0:03",
                        "------------------------------   0 %  0:07 left",
                        "connects               0             0/s   ",
                        "failures               0          0.00 %   ",
                        "latency            p50 -           p99 -   ",
                        "lateness           p99 -       0 skipped");
    }

    @Test
    void linesAbove_scrollAwayOverTheView() {
        RunView view = RunView.bar(plan(), terminal, plain);
        PrintStream above = view.above();
        report(view, 1);

        above.print("one\ntwo\nunfin");
        above.flush();
        report(view, 2);
        above.print("ished\n");
        above.flush();

        assertThat(screen())
                .containsExactly(
                        "one",
                        "two",
                        "unfinished",
                        "###############---------------  50 %  0:02 left  200 connects  20 failed");
    }

    @Test
    void close_leavesNothingButTheLinesAbove() {
        RunView view = RunView.full(plan(), terminal, plain);
        PrintStream above = view.above();
        report(view, 1);
        above.println("said");
        above.flush();

        view.close();
        view.close();
        report(view, 2);
        above.println("said later");
        above.flush();

        assertThat(screen()).containsExactly("said", "said later");
    }

    @Test
    void narrowWindow_cutsLinesSoThatNoneWraps() {
        columns.set(30);
        RunView view = RunView.full(plan(), terminal, plain);

        report(view, 1);

        assertThat(screen()).hasSize(6).allMatch(line -> line.length() < 30);
    }

    @Test
    void resizedWindow_isAskedForItsSize() {
        RunView view = RunView.bar(plan(), terminal, plain);
        columns.set(60);

        view.resized();
        report(view, 1);

        assertThat(screen()).containsExactly("##--------  25 %  0:03 left  100 connects  10 failed");
    }

    @Test
    void failures_areRedWhereThereMayBeColours() {
        report(RunView.bar(plan(), terminal, new Screen(columns::get, true, true)), 1);

        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("\033[31m10 failed\033[0m", "█░");
    }

    private static void report(RunView view, int seconds) {
        RecordedRun run = new RecordedRun();
        for (int i = 0; i < seconds * 100; i++) {
            run.attempt(i * 10L, 200, i % 10 == 0 ? Outcome.TIMED_OUT : Outcome.CONNECTED);
        }
        Snapshot total = run.interval(RecordedRun.START.plusSeconds(seconds));
        view.report(total, total);
    }

    private static DialPlan plan() {
        return DialPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080))
                .schedule(Schedule.lockstep(Duration.ofMillis(10)))
                .duration(Duration.ofSeconds(4))
                .build();
    }

    /** What a terminal shows that was sent the bytes, by the few controls that there are. */
    private List<String> screen() {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int row = 0;
        int column = 0;
        Matcher tokens =
                Pattern.compile("\033\\[(\\d*)([AKJ])|\n|\r|.").matcher(bytes.toString(StandardCharsets.UTF_8));
        while (tokens.find()) {
            StringBuilder line = lines.get(row);
            if (tokens.group(2) != null) {
                switch (tokens.group(2)) {
                    case "A" -> row -= Integer.parseInt(tokens.group(1));
                    case "K" -> line.setLength(Math.min(line.length(), column));
                    default -> {
                        line.setLength(Math.min(line.length(), column));
                        lines.subList(row + 1, lines.size()).clear();
                    }
                }
            } else if (tokens.group().equals("\n")) {
                row++;
                column = 0;
                if (row == lines.size()) {
                    lines.add(new StringBuilder());
                }
            } else if (tokens.group().equals("\r")) {
                column = 0;
            } else {
                line.replace(column, Math.min(line.length(), column + 1), tokens.group());
                column++;
            }
        }
        List<String> shown =
                new ArrayList<>(lines.stream().map(StringBuilder::toString).toList());
        if (shown.get(shown.size() - 1).isEmpty()) {
            shown.remove(shown.size() - 1);
        }
        return shown;
    }
}
