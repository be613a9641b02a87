package io.github.snatrace.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NamespaceGoneException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConntrackReaderTest {
    private static final String STAT = "/proc/net/stat/nf_conntrack";
    private static final String TOOL = "cpu=0   \tfound=1 insert_failed=2 \n";

    @TempDir
    Path root;

    private final FakeCommands commands = new FakeCommands();

    @BeforeEach
    void connectionTracking() throws IOException {
        file("/proc/sys/net/netfilter/nf_conntrack_count", "0\n");
    }

    @Test
    void ofAnySource_procfsIsThere_takesIt() throws IOException {
        file(STAT, Fixtures.text("conntrack/proc-6.18-after-race.txt"));

        assertThat(reader().read().source()).isEqualTo(CounterSource.PROCFS);
        assertThat(commands.asked).isEmpty();
    }

    @Test
    void ofAnySource_neitherProcfsNorNetlink_asksTheCommandAndStaysWithIt() throws IOException {
        commands.answer("conntrack -S", 0, TOOL, "");
        ConntrackReader reader = reader();

        assertThat(reader.read().total(Counter.INSERT_FAILED)).hasValue(2);
        file(STAT, Fixtures.text("conntrack/proc-6.18-after-race.txt"));
        assertThat(reader.read().source()).isEqualTo(CounterSource.CONNTRACK);
    }

    @Test
    void ofAnySource_nothingWorks_saysForEachWhatIsMissingAndWhatToDo() {
        assertThatThrownBy(() -> reader().read())
                .isInstanceOf(UnavailableException.class)
                .hasMessage("""
                        no counters to be had in this network namespace:
                          procfs: /proc/net/stat/nf_conntrack is missing: this kernel was built without CONFIG_NF_CONNTRACK_PROCFS
                          ctnetlink: this machine has no netlink
                          conntrack -S: there is no command conntrack; install conntrack-tools (package conntrack)""");
    }

    @Test
    void ofAnySource_moduleNotLoaded_doesNotLoadItByAskingOn() throws IOException {
        Files.delete(root.resolve("proc/sys/net/netfilter/nf_conntrack_count"));
        commands.answer("conntrack -S", 0, TOOL, "");

        assertThatThrownBy(() -> reader().read())
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        e -> assertThat(e.isNotLoaded()).isTrue())
                .hasMessageContaining("the module nf_conntrack is not loaded");
        assertThat(commands.asked).isEmpty();
    }

    @Test
    void ofConntrack_refusedByTheKernel_repeatsItsWordsAndSaysWhatToDo() {
        commands.answer(
                "conntrack -S",
                1,
                "",
                "conntrack v1.4.7 (conntrack-tools): Operation failed: Operation not permitted\n");

        assertThatThrownBy(() -> ConntrackReader.of(CounterSource.CONNTRACK, host(), NetworkNamespace.own())
                        .read())
                .hasMessage("conntrack v1.4.7 (conntrack-tools): Operation failed: Operation not permitted;"
                        + " it needs CAP_NET_ADMIN: run as root");
    }

    @Test
    void ofProcfs_processThatIsGone_saysSo() {
        assertThatThrownBy(() -> ConntrackReader.ofAnySource(host(), NetworkNamespace.ofProcess(4711))
                        .read())
                .isInstanceOf(NamespaceGoneException.class)
                .hasMessage("no process 4711");
    }

    @Test
    void ofProcfs_namedNamespaceWithAProcessInIt_readsThatProcess() throws IOException {
        file("/run/netns/blue", "");
        file("/proc/1/ns/net", "");
        Files.createDirectories(root.resolve("proc/4711/ns"));
        Files.createLink(root.resolve("proc/4711/ns/net"), root.resolve("run/netns/blue"));
        file("/proc/4711/net/stat/nf_conntrack", "entries found\n00000001 00000002\n");

        ConntrackStats stats = ConntrackReader.ofAnySource(host(), NetworkNamespace.named("blue"))
                .read();

        assertThat(stats.total(Counter.FOUND)).hasValue(2);
    }

    @Test
    void ofProcfs_namedNamespaceThatDoesNotExist_saysSo() {
        assertThatThrownBy(() -> ConntrackReader.ofAnySource(host(), NetworkNamespace.named("blue"))
                        .read())
                .isInstanceOf(NamespaceGoneException.class)
                .hasMessage("/run/netns/blue: no such network namespace");
    }

    @Test
    void ofProcfs_possibleCpusWithAGap_numbersTheRowsByThem() throws IOException {
        file(STAT, "entries found\n00000001 00000002\n00000001 00000003\n");
        file("/sys/devices/system/cpu/possible", "0,4\n");

        assertThat(reader().read().cpus()).extracting(CpuCounters::cpu).containsExactly(0, 4);
    }

    private ConntrackReader reader() {
        return ConntrackReader.ofAnySource(host(), NetworkNamespace.own());
    }

    private Host host() {
        return Host.at(root, commands);
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
