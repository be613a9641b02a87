package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportCommandTest {

    @TempDir
    private Path directory;

    @Test
    void countsOfTheOriginal_giveItsVerdictInMarkdown() throws IOException {
        String base = counts("before.json", 99_230, 2_268);
        String candidate = counts("after.json", 100_268, 102);

        CommandLineRun run = CommandLineRun.of("report", "--format", "markdown", base, candidate);

        // Rates and ratio as in ComparisonTest, which says where they are from.
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("### snat-race report\n\n**better** (after): 0.10 % of connects failed instead of 2.23 %,"
                        + " 0.0455 times as often (95 % interval 0.0373 to 0.0554)\n")
                .contains("| before | 101,498 | 2,268 | 2.23 % | 2.15 % to 2.33 % | - |\n")
                .contains("| after | better | 0.0455 | 0.0373 to 0.0554 |")
                .contains("* before.json: no series, so it is not on the timeline");
    }

    @Test
    void verdictOfARun_standsWithItsLostSyns_escaped() throws IOException {
        Path run = Files.writeString(directory.resolve("run.json"), """
                {"attempts":7,"outcomes":{"CONNECTED":2,"TIMED_OUT":5},"verdict":{"cause":"SNAT_INSERTION_RACE",
                 "sentence":"SNAT_INSERTION_RACE (5 of 7 connects failed)",
                 "causes":[{"cause":"SNAT_INSERTION_RACE","count":5,"atLeast":5,"atMost":5,"confidence":"high"}],
                 "lost":["172.17.0.3:20000 as <script>alert(1)</script>"]}}
                """);

        Path page = directory.resolve("report.html");

        CommandLineRun.of("report", run.toString(), "--output", page.toString());

        assertThat(page)
                .content()
                .contains("<p class=\"fact\">run.json: SNAT_INSERTION_RACE (5 of 7 connects failed).</p>")
                .contains("<p class=\"fact\">Lost: 172.17.0.3:20000 as &lt;script&gt;")
                .doesNotContain("<script>alert(1)");
    }

    @Test
    void runsOfOneName_areOneSideWithTheSnapshotsBesideThem() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("report", "--format", "markdown"));
        arguments.addAll(new ReportFixture(directory).write());

        String markdown = CommandLineRun.of(arguments.toArray(String[]::new)).out();

        assertThat(markdown)
                .contains("**better** (masquerade fully-random): 0 of 16,000 connects failed")
                .contains(
                        "* masquerade: insert\\_failed of the translating host rose by 3,859, and 3,859 connects timed"
                                + " out: one for one.\n")
                .contains("| masquerade | 0 | 34 | 1,960 | +1,926 |\n| masquerade | 1 | 8 | 1,941 | +1,933 |\n")
                .contains("| masquerade fully-random | 1 | 8 | 8 | +0 |\n")
                .doesNotContain("What is missing");
    }

    @Test
    void directory_standsForTheRunsInIt() throws IOException {
        new ReportFixture(directory).write();

        String markdown = CommandLineRun.of(
                        "report",
                        "--format",
                        "markdown",
                        "plain=" + directory.resolve("round-0"),
                        directory.resolve("round-1").toString())
                .out();

        assertThat(markdown).contains("**better** (round-1): 0 of 8,000", "| plain | 8,000 |");
    }

    @Test
    void timeline_hasEachRunOnceWithClientsOfTheSameTimeAddedUp() throws IOException {
        Path page = directory.resolve("report.html");
        List<String> arguments = new ArrayList<>(List.of("report", "-o", page.toString()));
        arguments.addAll(new ReportFixture(directory).write());

        assertThat(CommandLineRun.of(arguments.toArray(String[]::new)).exitCode())
                .isZero();

        JsonNode side = data(page).get("sides").get(0);
        assertThat(side.get("name").asString()).isEqualTo("masquerade");
        assertThat(side.get("timeline")).hasSize(2);
        long failures = 0;
        long insertFailed = 0;
        for (JsonNode part : side.get("timeline")) {
            assertThat(part.get("stepSeconds").asDouble()).isEqualTo(0.1);
            assertThat(part.get("attempts")).hasSize(40).allMatch(count -> count.asInt() == 200);
            for (JsonNode count : part.get("failures")) {
                failures += count.asLong();
            }
            insertFailed += part.get("insertFailed").asLong();
        }
        assertThat(failures).isEqualTo(3_859);
        assertThat(insertFailed).isEqualTo(3_859);
    }

    @Test
    void spectrum_risesToTheRarestConnect() throws IOException {
        Path page = directory.resolve("report.html");
        List<String> arguments = new ArrayList<>(List.of("report", "-o", page.toString()));
        arguments.addAll(new ReportFixture(directory).write());

        CommandLineRun.of(arguments.toArray(String[]::new));

        JsonNode points = data(page).get("sides").get(1).get("spectrum");
        double oneIn = 0;
        double millis = 0;
        for (JsonNode point : points) {
            assertThat(point.get("oneIn").asDouble()).isGreaterThan(oneIn);
            assertThat(point.get("millis").asDouble()).isGreaterThanOrEqualTo(millis);
            oneIn = point.get("oneIn").asDouble();
            millis = point.get("millis").asDouble();
        }
        assertThat(points.get(0).get("oneIn").asDouble()).isEqualTo(1);
        assertThat(oneIn).isEqualTo(16_000);
        assertThat(millis).isBetween(3_000.0, 3_010.0);
    }

    @Test
    void page_namesNoOtherPlaceToLoadFrom() throws IOException {
        Path page = directory.resolve("report.html");

        CommandLineRun.of("report", counts("a.json", 10, 0), "-o", page.toString());

        String html = Files.readString(page);
        assertThat(html)
                .startsWith("<!doctype html>")
                .contains("default-src 'none'")
                .contains("uPlot", "Permission is hereby granted")
                .doesNotContainPattern("(?i)<(script|img|iframe|link)[^>]*(src|href)=\"(?!data:)")
                .doesNotContainPattern("(?i)@import|url\\((?!data:)");
    }

    @Test
    void namesWithMarkup_areEscapedInMarkdown() throws IOException {
        String run = counts("a.json", 10, 5);

        String markdown = CommandLineRun.of(
                        "report", "--format", "markdown", "<b>|*x*_[`\\=" + run, "--title", "# <script>")
                .out();

        assertThat(markdown)
                .startsWith("### # &lt;script&gt;\n")
                .contains("| &lt;b&gt;\\|\\*x\\*\\_\\[\\`\\\\ | 15 | 5 |");
    }

    @Test
    void snapshotsOfAllRuns_areShownAsSuch() throws IOException {
        Path before = Files.writeString(directory.resolve("b"), ReportFixture.snapshot(1, 2));
        Path after = Files.writeString(directory.resolve("a"), ReportFixture.snapshot(4, 2));

        String markdown = CommandLineRun.of(
                        "report",
                        "--format",
                        "markdown",
                        counts("x.json", 10, 2),
                        counts("y.json", 10, 1),
                        "--conntrack",
                        before.toString(),
                        after.toString())
                .out();

        assertThat(markdown)
                .contains("* insert\\_failed of the translating host rose by 3 during all of the runs.")
                .contains("| all of them | 0 | 1 | 4 | +3 |");
    }

    @Test
    void invalidRuns_areNotCompared() throws IOException {
        Path invalid = Files.writeString(
                directory.resolve("late.json"),
                "{\"attempts\":10,\"outcomes\":{\"CONNECTED\":10},\"valid\":false,\"invalidBecause\":[\"late\"]}");

        String markdown = CommandLineRun.of(
                        "report", "--format", "markdown", counts("x.json", 10, 10), invalid.toString())
                .out();

        assertThat(markdown)
                .contains("**not comparable** (late): 1 of 2 runs are INVALID\n")
                .contains("| late | not comparable | - | - | - | - | - | - |")
                .contains("| INVALID: late |");
    }

    @Test
    void badInput_isOneLine() throws IOException {
        String run = counts("a.json", 10, 0);
        Path text = Files.writeString(directory.resolve("text"), "hello");
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path page = directory.resolve("page.html");

        assertThat(CommandLineRun.of("report", run).err())
                .isEqualTo("client: no --output: expected a file for the page\n");
        assertThat(CommandLineRun.of("report", "-o", page.toString(), "x=missing.json"))
                .isEqualTo(new CommandLineRun(1, "", "client: missing.json: no such file\n"));
        assertThat(CommandLineRun.of("report", "-o", "missing/page.html", run).err())
                .isEqualTo("client: --output 'missing/page.html': expected a file in a directory that exists\n");
        assertThat(CommandLineRun.of(
                                "report", "-o", page.toString(), run, "--conntrack", text.toString(), text.toString())
                        .err())
                .startsWith("client: '" + text + "': expected a snapshot of the conntrack counters: ")
                .hasLineCount(1);
        assertThat(CommandLineRun.of("report", "-o", page.toString(), run, "--conntrack", "b=" + text, text.toString())
                        .err())
                .isEqualTo("client: --conntrack 'b=" + text + "': expected the name of a run: a\n");
        assertThat(CommandLineRun.of("report", "-o", page.toString(), empty.toString())
                        .err())
                .isEqualTo("client: '" + empty + "': expected result files, *.json, in this directory\n");
        Path cancelled = Files.writeString(
                directory.resolve("cancelled.json"), "{\"attempts\":1,\"outcomes\":{\"CANCELLED\":1}}");
        assertThat(CommandLineRun.of("report", "-o", page.toString(), cancelled.toString()))
                .isEqualTo(new CommandLineRun(2, "", "client: '" + cancelled + "': no attempt: expected at least 1\n"));
        assertThat(page).doesNotExist();
    }

    private static JsonNode data(Path page) throws IOException {
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(Files.readString(page));
        assertThat(data.find()).isTrue();
        return JsonMapper.shared().readTree(data.group(1));
    }

    private String counts(String name, long connected, long timedOut) throws IOException {
        return Files.writeString(
                        directory.resolve(name),
                        "{\"attempts\":" + (connected + timedOut) + ",\"outcomes\":{\"CONNECTED\":" + connected
                                + ",\"TIMED_OUT\":" + timedOut + "}}")
                .toString();
    }
}
