package consumer;

import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.diagnosis.ClientResult;
import io.github.snatrace.diagnosis.Diagnosis;
import io.github.snatrace.diagnosis.Evidence;
import io.github.snatrace.diagnosis.Verdict;
import io.github.snatrace.host.Host;
import io.github.snatrace.netns.NetworkNamespace;
import io.github.snatrace.snapshot.NamespaceDelta;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.util.ArrayList;
import java.util.List;

/** Reads counters and a result, and judges them: what needs each of the library's own dependencies at least once. */
public final class Consumer {

    private Consumer() {}

    public static void main(String[] args) throws Exception {
        List<NamespaceSnapshot> snapshots = new ArrayList<>();
        for (int count : new int[] {1, 8}) {
            snapshots.add(NamespaceSnapshot.parse("""
                    entries  clashres found insert_failed drop
                    00000005  00000000 00000009 0000000%1$d 0000000%1$d
                    """.formatted(count)));
        }
        NamespaceDelta nat = snapshots.get(1).since(snapshots.get(0));
        ClientResult client = ClientResult.parse("""
                {"attempts": 100, "outcomes": {"CONNECTED": 93, "TIMED_OUT": 7}, "timeoutMillis": 200}
                """);
        Verdict verdict = Diagnosis.of(Evidence.behindNat(client, nat));
        NetworkNamespace.own().read(Host.local(), "/proc/net/snmp");
        System.out.println("insert_failed " + nat.conntrack().orElseThrow().total(Counter.INSERT_FAILED).getAsLong()
                + ", " + verdict.cause().orElseThrow());
    }
}
