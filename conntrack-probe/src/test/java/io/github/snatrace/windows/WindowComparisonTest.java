package io.github.snatrace.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.snapshot.NamespaceSnapshot;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WindowComparisonTest {

    @Test
    void of_manyLostBeforeAndNoneAfter_isFewer() {
        WindowComparison comparison = compare(window(500, 1_000_000, 3_600), window(0, 900_000, 3_600));

        assertThat(comparison.verdict()).isEqualTo(WindowComparison.Verdict.FEWER);
        assertThat(comparison.by()).isEqualTo(Exposure.TRANSLATED);
        assertThat(comparison.missing()).isEmpty();
    }

    @Test
    void of_noneLostInAShortWindow_saysHowLongItTakes() {
        WindowComparison comparison = compare(window(12, 1_000_000, 36_000), window(0, 100_000, 3_600));

        assertThat(comparison.verdict()).isEqualTo(WindowComparison.Verdict.TOO_LITTLE_SEEN);
        // 12 of none are told apart from 2.5 % as soon as the share of A, to the power of 12, is less than that.
        double share = Math.pow(0.025, 1 / 12.0);
        double exposure = 1_000_000 * (1 / share - 1) - 100_000;
        assertThat(comparison.missing()).hasValueSatisfying(missing -> {
            assertThat(missing.exposure()).isBetween(exposure, exposure * 1.01);
            assertThat(missing.seconds().orElseThrow() / missing.exposure()).isBetween(0.0359, 0.0361);
        });
    }

    @Test
    void of_tooFewLostBefore_canNeverBeFewer() {
        WindowComparison comparison = compare(window(1, 1_000_000, 36_000), window(1, 1_100_000, 36_000));

        assertThat(comparison.verdict()).isEqualTo(WindowComparison.Verdict.TOO_LITTLE_SEEN);
        assertThat(comparison.missing()).isEmpty();
    }

    @Test
    void of_asManyLost_isNoDifference() {
        WindowComparison comparison = compare(window(100, 1_000_000, 3_600), window(110, 1_000_000, 3_600));

        assertThat(comparison.verdict()).isEqualTo(WindowComparison.Verdict.TOO_LITTLE_SEEN);
        assertThat(comparison.missing()).isEmpty();
    }

    @Test
    void of_nothingLost_isNothingToCompare() {
        assertThat(compare(window(0, 10, 1), window(0, 10, 1)).verdict())
                .isEqualTo(WindowComparison.Verdict.NOTHING_LOST);
    }

    @Test
    void of_bursts_needMoreThanIndependentLosses() {
        String calm = watched(40, second -> second % 10 == 0 ? 1 : 0);
        String bursts = watched(40, second -> second == 7 ? 4 : 0);

        WindowComparison ofCalm = compare(WatchedWindow.parse(calm), WatchedWindow.parse(watched(60, second -> 0)));
        WindowComparison ofBursts = compare(WatchedWindow.parse(bursts), WatchedWindow.parse(watched(60, second -> 0)));

        assertThat(ofCalm.firstRate().lost()).isEqualTo(ofBursts.firstRate().lost());
        assertThat(ofCalm.firstRate().dispersion()).isEqualTo(1);
        assertThat(ofBursts.firstRate().dispersion()).isGreaterThan(3);
        assertThat(ofBursts.missing().orElseThrow().exposure())
                .isGreaterThan(10 * ofCalm.missing().orElseThrow().exposure());
    }

    @Test
    void of_everythingElseChanged_isSaid() {
        Window first = window(500, 1_000_000, 3_600);
        Window second = Window.between(
                snapshot("6.12.1", 0, 0, 0, "rule nft ip nat post: masquerade fully-random\n"),
                snapshot("6.12.1", 0, 10_000, 3_600, "rule nft ip nat post: masquerade fully-random\n"));

        assertThat(compare(first, second).differences())
                .extracting(difference -> difference.what() + ": " + difference.first() + " / " + difference.second())
                .containsExactly(
                        "rules: nft ip nat post: masquerade / nft ip nat post: masquerade fully-random",
                        "kernel: 6.18.1 / 6.12.1",
                        "translated connections a second: 278 / 2.78");
    }

    @Test
    void of_rulesThatChangedWithinAWindow_isSaid() {
        Window second = Window.between(
                snapshot("6.18.1", 0, 0, 0, "rule nft ip nat post: masquerade\n"),
                snapshot("6.18.1", 0, 1_000_000, 3_600, "rule nft ip nat post: masquerade random\n"));

        assertThat(compare(window(5, 1_000_000, 3_600), second).differences())
                .containsExactly(new Difference(
                        "rules, within B", "nft ip nat post: masquerade", "nft ip nat post: masquerade random"));
    }

    @Test
    void of_noMeasureInCommon_isNothing() {
        Window counters = Window.between(
                NamespaceSnapshot.parse("cpu=0 insert_failed=0 drop=0\n"),
                NamespaceSnapshot.parse("cpu=0 insert_failed=5 drop=5\n"));

        assertThat(WindowComparison.of(counters, counters)).isEmpty();
        assertThat(WindowComparison.of(counters.withConnections(100), counters.withConnections(100)))
                .map(WindowComparison::by)
                .contains(Exposure.CONNECTIONS);
    }

    @Test
    void between_aKernelThatCountsNewEntries_isMeasuredByThem() {
        Window window = Window.between(
                NamespaceSnapshot.parse("cpu=0 found=9 new=1 insert_failed=0 drop=0\n"),
                NamespaceSnapshot.parse("cpu=0 found=99 new=1001 insert_failed=5 drop=5\n"));

        assertThat(window.exposures()).isEqualTo(Map.of(Exposure.NEW_ENTRIES, 1_000.0));
    }

    @Test
    void between_countersThatWereReset_isNotWhole() {
        Window window = Window.between(snapshot("6.18.1", 4_000, 900, 0, ""), snapshot("6.18.1", 1, 10, 60, ""));

        assertThat(window.isWhole()).isFalse();
        assertThat(window.exposures()).isEqualTo(Map.of(Exposure.SECONDS, 60.0));
    }

    @Test
    void parse_aWatchThatWasCutOff_isReadUpToThere() {
        Window window = WatchedWindow.parse(watched(20, second -> 1) + "{\"at\":\"2026-01-01T00:0");

        assertThat(window.lost()).isEqualTo(20);
        assertThat(window.exposures()).isEqualTo(Map.of(Exposure.SECONDS, 20.0, Exposure.FORWARDED, 2_000.0));
    }

    @Test
    void parse_aLineInBetweenThatIsNone_isRefused() {
        assertThatThrownBy(() -> WatchedWindow.parse(watched(1, second -> 1) + "\n{\n" + watched(1, second -> 1)))
                .isInstanceOf(TextFormatException.class)
                .hasMessageStartingWith("line 3: expected a line of watch --json");
    }

    @Test
    void parse_aSingleLineThatIsNone_isRefused() {
        assertThatThrownBy(() -> WatchedWindow.parse("{"))
                .isInstanceOf(TextFormatException.class)
                .hasMessageStartingWith("line 1: expected a line of watch --json");
    }

    @Test
    void between_aMachineThatWasStartedMeanwhile_isNotWhole_howeverMuchItCounted() {
        Window window = Window.between(snapshot("6.18.1", 1, 10, 60, ""), snapshot("6.18.1", 9, 900, 0, ""));

        assertThat(window.isWhole()).isFalse();
    }

    private static WindowComparison compare(Window first, Window second) {
        return WindowComparison.of(first, second).orElseThrow();
    }

    private static Window window(long lost, long translated, long seconds) {
        String rules = "rule nft ip nat post: masquerade\n";
        return Window.between(snapshot("6.18.1", 0, 0, 0, rules), snapshot("6.18.1", lost, translated, seconds, rules));
    }

    private static NamespaceSnapshot snapshot(String kernel, long lost, long translated, long seconds, String rules) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                KernelText.CONNTRACK_STAT,
                String.format(
                        Locale.ROOT,
                        "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop"
                                + " early_drop icmp_error  expect_new expect_create expect_delete search_restart%n"
                                + "00000000  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000"
                                + " %08x %08x 00000000 00000000  00000000 00000000 00000000 00000000%n",
                        lost,
                        lost));
        files.put(KernelText.KERNEL_RELEASE, kernel + "\n");
        files.put(KernelText.UPTIME, (1_000 + seconds) + ".00 5.00\n");
        files.put(KernelText.RULES, "fingerprint 0\ntranslated " + translated + "\n" + rules);
        return NamespaceSnapshot.parse(KernelText.of(files));
    }

    /** Says how much was lost in a second. */
    private interface Lost {
        int in(int second);
    }

    private static String watched(int seconds, Lost lost) {
        StringBuilder lines = new StringBuilder();
        for (int second = 0; second < seconds; second++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "{\"at\":\"2026-01-01T00:00:00Z\",\"seconds\":1.0,\"source\":\"procfs\",\"cpus\":[],"
                            + "\"total\":{\"insert_failed\":%d,\"drop\":%d},\"reset\":false,\"forwarded\":100}%n",
                    lost.in(second),
                    lost.in(second)));
        }
        return lines.toString();
    }
}
