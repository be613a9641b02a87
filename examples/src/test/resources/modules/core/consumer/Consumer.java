package consumer;

import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.compare.Comparison;
import io.github.snatrace.compare.Proportion;
import io.github.snatrace.dial.DialPlan;
import io.github.snatrace.dial.DialRun;
import io.github.snatrace.dial.Dialer;
import io.github.snatrace.dial.Schedule;
import io.github.snatrace.result.ResultFile;
import io.github.snatrace.result.RunResult;
import io.github.snatrace.stats.AttemptRecorder;
import io.github.snatrace.stats.Snapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Dials, records, writes and compares: what needs each of the library's own dependencies at least once. */
public final class Consumer {

    private Consumer() {}

    public static void main(String[] args) throws Exception {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Acceptor acceptor = Acceptor.listen(loopback)) {
            DialPlan plan = DialPlan.to(acceptor.address())
                    .schedule(Schedule.workers(2, Duration.ofMillis(1)))
                    .attempts(40)
                    .build();
            AttemptRecorder recorder = new AttemptRecorder();
            try (DialRun run = Dialer.start(plan, recorder)) {
                run.await();
            }
            Snapshot total = recorder.nextInterval();
            RunResult result = RunResult.of(plan, total, total.validity(plan), Optional.empty(), null);
            RunResult again = ResultFile.parse(ResultFile.format(result));
            Proportion counts = Proportion.of(again.outcomes());
            System.out.println(again.outcomes().attempts() + " attempts, "
                    + Comparison.of(counts, counts, 0.95).verdict());
        }
    }
}
