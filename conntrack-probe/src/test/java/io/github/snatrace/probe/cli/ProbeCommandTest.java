package io.github.snatrace.probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.host.FakeCommands;
import io.github.snatrace.host.Fixtures;
import io.github.snatrace.host.Host;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ProbeCommandTest {
    private static final String STAT = "/proc/net/stat/nf_conntrack";

    @TempDir
    Path root;

    private final FakeCommands commands = new FakeCommands();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void aRouter() throws IOException {
        file(STAT, Fixtures.text("conntrack/proc-6.18-after-race.txt"));
        file("/proc/net/netstat", "TcpExt: ListenOverflows\nTcpExt: 3\n");
        file("/proc/net/snmp", "Tcp: OutRsts\nTcp: 4\n");
        file("/proc/sys/net/netfilter/nf_conntrack_count", "5486\n");
        file("/proc/sys/net/netfilter/nf_conntrack_max", "262144\n");
        file("/sys/devices/system/cpu/possible", "0-1\n");
        file("/proc/sys/kernel/osrelease", "6.18.1\n");
    }

    @Test
    void show_byDefault_leavesOutWhatIsZero() {
        assertThat(run("show")).isZero();

        assertThat(out()).isEqualTo("""
                source   procfs
                entries  5486 of 262144 (2.1 %)

                cpu    found  insert_failed  drop
                0       1660            247   247
                1       5331            225   225
                total   6991            472   472
                """);
    }

    @Test
    void show_json_hasEveryCounter() {
        assertThat(run("show", "--json")).isZero();

        JsonNode json = json(out());
        assertThat(json.at("/source").asString()).isEqualTo("procfs");
        assertThat(json.at("/cpus/1/cpu").asInt()).isEqualTo(1);
        assertThat(json.at("/cpus/1/counters/insert_failed").asInt()).isEqualTo(225);
        assertThat(json.at("/total/insert_failed").asInt()).isEqualTo(472);
        assertThat(json.at("/total/early_drop").asInt(-1)).isZero();
        assertThat(json.at("/entries").asInt()).isEqualTo(5486);
    }

    @Test
    void show_cpusThatCountedNothing_areCountedNotShown() {
        assertThat(run("show", "src/test/resources/reports/01/procfs-4.4.txt", "--counter", "found,insert_failed"))
                .isZero();

        assertThat(out()).isEqualTo("""
                source   procfs
                entries  200

                cpu       found  insert_failed
                0      15093196             92
                1      28126666            107
                total  43219862            199

                5 CPUs with nothing but 0 not shown
                """);
    }

    @Test
    void show_countersOfTcp_areSaidInWords() {
        assertThat(runWith(Fixtures.text("reports/24/nstat-az.txt"), "show", "-"))
                .isZero();

        assertThat(out()).isEqualTo("""
                TcpExt ListenOverflows           12,178,939  handshakes were dropped because an accept queue was full
                TcpExt ListenDrops               12,247,395  SYNs and handshakes were dropped by listening sockets, overflows included
                """);
    }

    @Test
    void show_countersOfTcpAsJson_haveTheKernelsNames() {
        assertThat(run("show", "--json", "src/test/resources/reports/24/netstat-s-old-proxy.txt"))
                .isZero();

        assertThat(json(out()).at("/protocols/TcpExt/ListenOverflows").asLong()).isEqualTo(6350);
    }

    @Test
    void show_listeningSockets_namesThoseWhoseQueueIsFull() {
        assertThat(run("show", "src/test/resources/reports/24/ss-lnt.txt")).isZero();

        assertThat(out()).isEqualTo("""
                *:80: its accept queue is full, 129 wait, its backlog is 128: handshakes are dropped now
                1 of 1 with a full accept queue; raise the program's backlog and net.core.somaxconn, or accept faster
                """);
    }

    @Test
    void show_ofAProcess_readsItsNamespace() throws IOException {
        file("/proc/4711/net/stat/nf_conntrack", "entries  found insert_failed\n00000001  00000002 00000003\n");
        file("/sys/devices/system/cpu/possible", "0\n");

        assertThat(run("show", "--pid", "4711", "--json")).isZero();

        assertThat(json(out()).at("/total/insert_failed").asInt()).isEqualTo(3);
    }

    @Test
    void show_kernelWithoutTheFile_saysSo() throws IOException {
        Files.delete(root.resolve(STAT.substring(1)));

        assertThat(run("show")).isEqualTo(1);

        assertThat(err())
                .contains("CONFIG_NF_CONNTRACK_PROCFS", "no netlink", "conntrack-tools")
                .hasLineCount(4);
    }

    @Test
    void show_moduleNotLoaded_saysSo() throws IOException {
        Files.delete(root.resolve(STAT.substring(1)));
        Files.delete(root.resolve("proc/sys/net/netfilter/nf_conntrack_count"));

        assertThat(run("show")).isEqualTo(1);

        assertThat(err()).contains("modprobe nf_conntrack").hasLineCount(1);
    }

    @Test
    void snapshot_writtenAndDiffed_changesNothing() throws IOException {
        Path before = root.resolve("before");

        assertThat(run("snapshot", "--output", before.toString())).isZero();
        assertThat(run("diff", before.toString())).isZero();

        assertThat(Files.readString(before))
                .isEqualTo("""
                ==> /proc/net/stat/nf_conntrack <==
                %s
                ==> /proc/net/netstat <==
                TcpExt: ListenOverflows
                TcpExt: 3

                ==> /proc/net/snmp <==
                Tcp: OutRsts
                Tcp: 4

                ==> /proc/sys/net/netfilter/nf_conntrack_count <==
                5486

                ==> /proc/sys/net/netfilter/nf_conntrack_max <==
                262144

                ==> /sys/devices/system/cpu/possible <==
                0-1

                ==> /proc/sys/kernel/osrelease <==
                6.18.1
                """.formatted(Fixtures.text("conntrack/proc-6.18-after-race.txt")));
        assertThat(out()).endsWith("no counter changed on 2 CPUs\n");
    }

    @Test
    void diff_originalReadme_shows1735AndEachCpusShare() {
        int code = run(
                "diff",
                Fixtures.path("conntrack/conntrack-S-1.4.6-before.txt").toString(),
                Fixtures.path("conntrack/conntrack-S-1.4.6-after.txt").toString());

        assertThat(code).isZero();
        assertThat(out()).isEqualTo("""
                source   conntrack -S
                reset    the counters were reset in between: these are counted from zero

                cpu    found  invalid  ignore  insert_failed   share  drop  search_restart
                0       4601     2157       0             74    4.3%    74             100
                1       7545     3952       0            175   10.1%   175             159
                2       3810     1871       2             56    3.2%    56              72
                3       8138     4610       0            166    9.6%   166             181
                4       4139     2725       0             82    4.7%    82             129
                5       6283     4059       6            129    7.4%   129             220
                6       9915     5704       0            196   11.3%   196             251
                7       9709     4931       0            215   12.4%   215             235
                8       7441     4626       0            162    9.3%   162             246
                9      12412     6959       0            249   14.4%   249             306
                10     11154     6175       0            231   13.3%   231             272
                total  85147    47769       8           1735  100.0%  1735            2171
                """);
    }

    @Test
    void diff_sourcesThatDiffer_saysWhatIsNotCompared() throws IOException {
        Path before =
                write("before", "cpu=0 found=0 insert_failed=0 unknown1=5\ncpu=1 found=0 insert_failed=0 unknown1=5\n");

        assertThat(run("diff", before.toString())).isZero();

        assertThat(out()).startsWith("""
                source   conntrack -S before, procfs after
                not compared, only before: unknown1
                not compared, only after: clashres new invalid ignore delete chainlength insert drop""");
    }

    @Test
    void diff_stdin_isADash() {
        assertThat(runWith("cpu=0 drop=0\ncpu=1 drop=0\n", "diff", "-", "--json"))
                .isZero();

        assertThat(json(out()).at("/total/drop").asInt()).isEqualTo(472);
        assertThat(json(out()).at("/sourceBefore").asString()).isEqualTo("conntrack -S");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | ''                                  | conntrack-probe: Missing required subcommand (see conntrack-probe --help)",
                "2 | diff                                | conntrack-probe: Missing required parameter: 'BEFORE' (see conntrack-probe --help)",
                "2 | diff - -                            | conntrack-probe: BEFORE and AFTER cannot both be -: stdin can be read once",
                "2 | show --pid 0                        | conntrack-probe: --pid: a process has a number of 1 or more, not 0",
                "1 | show --pid 4711                     | conntrack-probe: no process 4711",
                "1 | diff no/such/file                   | conntrack-probe: no/such/file: no such file",
                "1 | diff src                            | conntrack-probe: src: is a directory",
                "2 | diff pom.xml                        | conntrack-probe: BEFORE pom.xml: line 1: expected the header of /proc/net/stat/nf_conntrack, what \"conntrack -S\" prints, or a snapshot, not \"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\"",
                "127 | run -- no-such-command-anywhere   | conntrack-probe: no-such-command-anywhere: no such command",
                "126 | run -- ./pom.xml                  | conntrack-probe: ./pom.xml: cannot be run: Permission denied",
            })
    void run_badInput_isOneLineAndItsExitCode(int code, String arguments, String message) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(code);

        assertThat(err()).isEqualTo(message + "\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void run_commandKilledBySignal_stillDiffsAndReturns128PlusTheSignal() {
        assertThat(run("run", "--", "sh", "-c", "kill -9 $$")).isEqualTo(137);

        assertThat(err()).endsWith("no counter changed on 2 CPUs\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void run_json_isOneLineOnStdoutWithTheCommandsEnd() {
        assertThat(run("run", "--json", "--", "sh", "-c", "exit 7")).isEqualTo(7);

        assertThat(out()).hasLineCount(1);
        assertThat(json(out()).at("/total/insert_failed").asInt(-1)).isZero();
        assertThat(json(out()).at("/command/exitCode").asInt()).isEqualTo(7);
        assertThat(err()).isEmpty();
    }

    @Test
    void run_withoutTheDashes_leavesTheCommandItsOptions() {
        assertThat(run("run", "sh", "-c", "exit 7")).isEqualTo(7);
    }

    @Test
    void run_output_goesToTheFile() throws IOException {
        Path file = root.resolve("counted");

        assertThat(run("run", "--output", file.toString(), "--", "true")).isZero();

        assertThat(Files.readString(file)).contains("no counter changed");
        assertThat(out() + err()).isEmpty();
    }

    @Test
    void run_countersThatMoveMeanwhile_areThoseOfTheCommand() throws IOException {
        String moved = Fixtures.text("conntrack/proc-6.18-after-race.txt").replace("000000f7", "00000100");
        Path after = write("after", moved);

        int code = run(
                "run",
                "--json",
                "--",
                "cp",
                after.toString(),
                root.resolve(STAT.substring(1)).toString());

        assertThat(code).isZero();
        assertThat(json(out()).at("/total/insert_failed").asInt()).isEqualTo(9);
        assertThat(json(out()).at("/cpus/0/counters/insert_failed").asInt()).isEqualTo(9);
    }

    @Test
    void show_counter_isShownUnderItsCurrentNameEvenIfZero() {
        assertThat(run("show", "--counter", "error,insert_failed")).isZero();

        assertThat(out()).isEqualTo("""
                source   procfs
                entries  5486 of 262144 (2.1 %)

                cpu    insert_failed  icmp_error
                0                247           0
                1                225           0
                total            472           0
                """);
    }

    @Test
    void show_counterOfAnotherKernel_saysThatItIsNotHere() {
        assertThat(run("show", "--counter", "searched", "--json")).isZero();

        assertThat(err())
                .isEqualTo(
                        "conntrack-probe: no searched here: kernels up to 4.8 count it, or the source does not tell\n");
        assertThat(json(out()).at("/total").isEmpty()).isTrue();
    }

    @Test
    void show_conditions_decideTheExitCode() {
        assertThat(run("show", "--fail-on", "insert_failed>0", "--fail-on", "found==0"))
                .isEqualTo(3);
        assertThat(err()).isEqualTo("conntrack-probe: condition holds: insert_failed>0\n");
        assertThat(run("show", "--fail-on", "found==0")).isZero();
        assertThat(run("show", "--fail-on", "searched>0")).isEqualTo(4);
        assertThat(run("show", "--fail-on", "searched>0", "--fail-on", "cpu*.drop>=247"))
                .isEqualTo(3);
    }

    @Test
    void show_nothingCountedHereButOnTheHost_warnsOnce() throws IOException {
        file(STAT, "entries  found drop\n00000000  00000000 00000000\n00000000  00000000 00000000\n");
        file("/proc/1/net/stat/nf_conntrack", Fixtures.text("conntrack/proc-6.18-after-race.txt"));

        for (String command : List.of("show", "snapshot")) {
            err.reset();
            assertThat(run(command)).isZero();
            assertThat(err())
                    .isEqualTo(
                            "conntrack-probe: warning: nothing was ever counted in this network namespace, but in the host's"
                                    + " (process 1) it was: SNAT counts where it happens, see --pid 1\n");
        }
    }

    @Test
    void show_commandAsTheOnlySource_isNamed() throws IOException {
        Files.delete(root.resolve(STAT.substring(1)));
        commands.answer("conntrack -S", 0, Fixtures.text("conntrack/conntrack-S-1.4.7-after-race.txt"), "");

        assertThat(run("show")).isZero();

        assertThat(out()).startsWith("source   conntrack -S\n").contains("total   6745            777   777");
    }

    @Test
    void snapshot_sourceWithoutText_writesTheSameTextAndNamesTheSource() throws IOException {
        commands.answer("conntrack -S", 0, Fixtures.text("conntrack/conntrack-S-1.4.7-after-race.txt"), "");
        Path file = root.resolve("snapshot");

        assertThat(run("snapshot", "--source", "conntrack", "-o", file.toString()))
                .isZero();
        assertThat(run(
                        "diff",
                        file.toString(),
                        Fixtures.path("conntrack/conntrack-S-1.4.7-after-race.txt")
                                .toString(),
                        "--json"))
                .isZero();

        assertThat(Files.readString(file)).startsWith("""
                ==> /proc/net/stat/nf_conntrack <==
                 clashres found invalid chainlength insert insert_failed drop early_drop icmp_error search_restart
                 00000000 000006e1""");
        assertThat(json(out()).at("/source").asString()).isEqualTo("conntrack -S");
        assertThat(json(out()).at("/sourceBefore").isMissingNode()).isTrue();
        assertThat(json(out()).at("/notCompared").isMissingNode()).isTrue();
    }

    @Test
    void snapshot_json_hasProtocolsAndCounters() {
        assertThat(run("snapshot", "--json")).isZero();

        assertThat(json(out()).at("/kernel").asString()).isEqualTo("6.18.1");
        assertThat(json(out()).at("/conntrack/total/insert_failed").asInt()).isEqualTo(472);
        assertThat(json(out()).at("/protocols/TcpExt/ListenOverflows").asInt()).isEqualTo(3);
        assertThat(json(out()).at("/maxEntries").asInt()).isEqualTo(262144);
    }

    @Test
    void snapshot_moduleNotLoaded_hasTheRestAndSaysSo() throws IOException {
        Files.delete(root.resolve(STAT.substring(1)));
        Files.delete(root.resolve("proc/sys/net/netfilter/nf_conntrack_count"));

        assertThat(run("snapshot")).isZero();

        assertThat(out()).startsWith("==> /proc/net/netstat <==\n");
        assertThat(err()).contains("the module nf_conntrack is not loaded").hasLineCount(1);
    }

    @Test
    void snapshot_countersThatCannotBeHad_hasTheRestAndExitCode1() throws IOException {
        Files.delete(root.resolve(STAT.substring(1)));

        assertThat(run("snapshot")).isEqualTo(1);

        assertThat(out()).startsWith("==> /proc/net/netstat <==\n");
        assertThat(err())
                .startsWith("conntrack-probe: a snapshot without connection tracking counters: no counters to be had");
    }

    @Test
    void snapshot_plainOne_isTheSameWithoutTheCommandLinesLibrary() throws IOException {
        file("/proc/4711/net/stat/nf_conntrack", "entries found\n0000002a 00000001\n0000002a 00000002\n");
        file("/proc/4711/net/netstat", "TcpExt: A\nTcpExt: 1\n");

        for (String[] args : new String[][] {{"snapshot"}, {"snapshot", "--pid", "4711"}}) {
            out.reset();
            ByteArrayOutputStream quick = new ByteArrayOutputStream();

            assertThat(run(args)).isZero();
            assertThat(Main.snapshot(
                            args, Host.at(root, commands), new PrintStream(quick, true, StandardCharsets.UTF_8)))
                    .isTrue();

            assertThat(quick.toString(StandardCharsets.UTF_8)).isEqualTo(out());
        }
        assertThat(out()).contains("\n0000002a 00000002\n").doesNotContain("nf_conntrack_count");
    }

    @Test
    void snapshot_anythingButAPlainOne_isLeftToTheCommandLine() throws IOException {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);

        for (String line :
                List.of("show", "snapshot --json", "snapshot --pid x", "snapshot --pid 0", "snapshot --pid 4711")) {
            assertThat(Main.snapshot(line.split(" "), Host.at(root, commands), nowhere))
                    .as(line)
                    .isFalse();
        }
        Files.delete(root.resolve(STAT.substring(1)));
        assertThat(Main.snapshot(new String[] {"snapshot"}, Host.at(root, commands), nowhere))
                .isFalse();
    }

    @Test
    void diff_failOn_worksOnWhatWasCounted() {
        String before = Fixtures.path("runs/race/nat.before").toString();
        String after = Fixtures.path("runs/race/nat.after").toString();

        assertThat(run("diff", before, after, "--fail-on", "insert_failed>472")).isZero();
        assertThat(run("diff", before, after, "--fail-on", "insert_failed>471")).isEqualTo(3);
        assertThat(run("diff", before, after, "--fail-on", "cpu0.insert_failed>=247"))
                .isEqualTo(3);
        assertThat(run("diff", "--fail-on", "insert_failed", before, after)).isEqualTo(2);
    }

    @Test
    void run_failOn_comesBeforeTheCommandsExitCode() throws IOException {
        Path after = write(
                "after", Fixtures.text("conntrack/proc-6.18-after-race.txt").replace("000000f7", "00000100"));
        String stat = root.resolve(STAT.substring(1)).toString();

        assertThat(run(
                        "run",
                        "--fail-on",
                        "insert_failed>0",
                        "--",
                        "sh",
                        "-c",
                        "cp " + after + " " + stat + "; exit 9"))
                .isEqualTo(3);
        assertThat(run("run", "--fail-on", "insert_failed>0", "--", "sh", "-c", "exit 9"))
                .isEqualTo(9);
    }

    @Test
    void run_failOn_whereNothingIsTracked_isNoSuccess() throws IOException {
        file(STAT, "entries  found insert_failed\n00000000  00000000 00000000\n00000000  00000000 00000000\n");
        file("/proc/sys/net/netfilter/nf_conntrack_count", "0\n");

        assertThat(run("run", "--fail-on", "insert_failed>0", "--", "true")).isEqualTo(4);

        assertThat(err()).contains("no condition can be judged: nothing was ever counted in ");
    }

    @Test
    void unknownOption_isToldItsNeighbour() {
        assertThat(run("show", "--countr", "drop")).isEqualTo(2);

        assertThat(err()).contains("'--countr'", "did you mean --container or --counter");
    }

    @Test
    void run_countersGoneAfterwards_saysSoAndFails() {
        String stat = root.resolve(STAT.substring(1)).toString();

        assertThat(run("run", "--", "rm", stat)).isEqualTo(1);

        assertThat(err()).startsWith("conntrack-probe: no counters after the command: ");
    }

    @Test
    void diff_binaryPipesAndWhatIsTooLarge_isOneLine() throws IOException {
        Path binary = Files.write(root.resolve("binary"), new byte[] {0, 1, 2, (byte) 0xff, '\n', 0});

        assertThat(run("diff", binary.toString())).isEqualTo(2);
        assertThat(run("diff", "/dev/zero")).isEqualTo(1);
        assertThat(runWith("\0\0\0", "diff", "-")).isEqualTo(2);

        assertThat(err().lines())
                .hasSize(3)
                .allMatch(line -> line.matches("conntrack-probe: (BEFORE |/dev/zero: ).*"))
                .noneMatch(line -> line.chars().anyMatch(c -> c < ' '));
    }

    @Test
    void doctor_textAndJson_sayFactConsequenceAdviceAndCommands() {
        commands.answer("iptables-save", 0, Fixtures.text("rules/iptables-save.txt"), "");

        assertThat(run("doctor")).isZero();
        assertThat(out()).startsWith("""
                PROBLEM  iptables nat POSTROUTING rule 1, of Docker: masquerade keeps the clients' ports
                         rule: -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
                         so: clients that use the same port at the same instant lose SYNs: the race
                """).contains("""
                            $ iptables -t nat -R POSTROUTING 1 -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE \\
                                --random-fully
                         undo $ iptables -t nat -R POSTROUTING 1 -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
                """).endsWith("""

                1 PROBLEM: iptables nat POSTROUTING rule 1, of Docker: masquerade keeps the clients' ports; 1
                unknown
                """);
        out.reset();
        assertThat(run("doctor", "--json")).isZero();
        assertThat(json(out()).at("/facts/0/topic").asString()).isEqualTo("rules");
        assertThat(json(out()).at("/facts/0/level").asString()).isEqualTo("PROBLEM");
        assertThat(json(out()).at("/facts/0/owner").asString()).isEqualTo("Docker");
        assertThat(json(out()).at("/facts/0/undo/0").asString())
                .isEqualTo("iptables -t nat -R POSTROUTING 1 -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12/iptables-save-container.txt",
                "13/iptables-restore.txt",
                "14/iptables-save.txt",
                "18/docker-nft.txt",
                "21/nft-map-t.json",
                "22/nft-flags.txt",
                "26/iptables-save.txt"
            })
    void doctor_text_fitsIn100ColumnsButForWordsThatAreLonger(String fixture) {
        assertThat(run("doctor", "--rules", "src/test/resources/reports/" + fixture))
                .isZero();

        assertThat(out().lines()).allSatisfy(line -> {
            if (line.length() > 100) {
                assertThat(line.strip()).matches("\"[^\"]*(\\\\\"[^\"]*)*\" ?\\\\?|'[^']*' ?\\\\?");
            }
        });
    }

    @Test
    void doctor_rulesOfAFileAndOfStdin_areReadTogetherForTheKernelGiven() {
        assertThat(runWith(
                        Fixtures.text("reports/26/ip6tables-save.txt"),
                        "doctor",
                        "--rules",
                        "src/test/resources/reports/26/iptables-save.txt",
                        "--rules",
                        "-",
                        "--kernel",
                        "3.10.0-1160.el7",
                        "--fail-on",
                        "problem"))
                .isEqualTo(3);

        assertThat(out())
                .contains(
                        "PROBLEM  ip6tables nat POSTROUTING rule 1", "on this kernel clients lose SYNs whatever their")
                .endsWith("\n\n7 PROBLEMs: 7 in rules\n");
    }

    @Test
    void doctor_failOnProblemWithoutOne_isDone() {
        assertThat(run(
                        "doctor",
                        "--fail-on",
                        "problem",
                        "--rules",
                        "src/test/resources/reports/12/iptables-save-container.txt"))
                .isZero();
    }

    @Test
    void watch_count_endsByItself() {
        assertThat(run("watch", "--interval", "1ms", "--count", "2")).isZero();

        assertThat(out()).hasLineCount(5).startsWith("source procfs\ntime ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "watch --interval 0s          | conntrack-probe: Invalid value for option '--interval': expected a duration longer than 0, not 0s (see conntrack-probe --help)",
                "watch --interval 99999999h   | conntrack-probe: Invalid value for option '--interval': expected a duration of at most 365 days, not 99999999h (see conntrack-probe --help)",
                "watch --interval soon        | conntrack-probe: Invalid value for option '--interval': expected a duration as 500ms, 5s, 2m or PT5S, not soon (see conntrack-probe --help)",
                "watch --count -1             | conntrack-probe: --count: expected 0 or more, not -1",
                "diff - pom.xml --pid 1       | conntrack-probe: AFTER pom.xml holds the later counters: --pid, --netns, --container and --source say where to read those of this moment",
                "doctor --fail-on race        | conntrack-probe: --fail-if: expected problem, not race",
                "doctor --kernel new          | conntrack-probe: --kernel: expected a release as uname -r prints it, 5.15.0-91-generic, not new",
                "doctor --rules pom.xml       | conntrack-probe: --rules pom.xml: expected rules as iptables-save, iptables -S, iptables -L -v -n, nft list ruleset or nft --json list ruleset print them",
                "doctor --rules x --pid 1     | conntrack-probe: --rules: the rules of a file are in no namespace of this host: leave --pid, --netns and --container out",
                "show pom.xml --pid 1         | conntrack-probe: FILE pom.xml holds the counters: leave --pid, --netns, --container and --source out",
                "show --source proc           | conntrack-probe: --source: expected procfs, ctnetlink or conntrack, not proc",
                "show --counter nonsense      | conntrack-probe: --counter: no counter is called nonsense; there are clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error expect_new expect_create expect_delete search_restart",
                "show --fail-on nonsense>0    | conntrack-probe: --fail-if: no counter is called nonsense; there are clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error expect_new expect_create expect_delete search_restart",
                "snapshot --counter found     | conntrack-probe: --counter: a snapshot as text is always whole; add --json",
                "show --pid 1 --container x   | conntrack-probe: --pid=PID, --container=NAME are mutually exclusive (specify only one) (see conntrack-probe --help)",
            })
    void run_badOption_isOneLineAndExitCode2(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err()).isEqualTo(message + "\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void help_eachCommand_isOnStdout() {
        for (String command : List.of("show", "snapshot", "diff", "run", "watch", "doctor")) {
            out.reset();

            assertThat(run(command, "--help")).isZero();

            assertThat(out()).startsWith("Usage: conntrack-probe " + command);
            assertThat(err()).isEmpty();
        }
    }

    private int run(String... args) {
        return runWith("", args);
    }

    private int runWith(String stdin, String... args) {
        return new ProbeCommand(
                        new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Host.at(root, commands))
                .run(args);
    }

    private void file(String path, String text) throws IOException {
        write(path.substring(1), text);
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
