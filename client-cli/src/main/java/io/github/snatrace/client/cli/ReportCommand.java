package io.github.snatrace.client.cli;

import io.github.snatrace.client.files.Targets;
import io.github.snatrace.client.page.NamedFile;
import io.github.snatrace.client.page.ReportDocument;
import io.github.snatrace.client.page.ReportView;
import io.github.snatrace.client.page.RunReport;
import io.github.snatrace.commandline.DraftFile;
import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.PlainText;
import io.github.snatrace.commandline.Program;
import io.github.snatrace.commandline.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs as a page, or as Markdown, as a command. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false,
        description = "Writes a report of runs: the verdict, a timeline, latencies, insert_failed by CPU, the numbers.",
        footer = {
            "",
            "The page is one file that opens anywhere and asks no network for anything. Runs of one NAME are added up;"
                    + " a run without a NAME is known by its file. The others are compared with the first:",
            "",
            "  client report before.json after.json -o report.html",
            "  client report plain=a.json plain=b.json random=c.json -o report.html",
            "",
            "Unless --conntrack names some, snapshots of the counters are taken from the directory of the runs:"
                    + " nat.before and nat.after, or conntrack.before and conntrack.after. What the files do not have"
                    + " is named in the report."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the environment failed", "2:usage"})
final class ReportCommand implements Callable<Integer> {

    private static final String DEFAULT_TITLE = "snat-race report";

    private final Program program;
    private final InstantSource clock;

    @Parameters(arity = "1..*", paramLabel = "[NAME=]RUN.json", description = "Result files, or directories of them.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the report. Markdown is printed by default.")
    private @Nullable Path output;

    @Option(
            names = "--format",
            paramLabel = "html|markdown",
            defaultValue = "html",
            description = "A page, or text for a pull request. Default: html.")
    private Format format = Format.HTML;

    @Option(
            names = "--conntrack",
            arity = "2",
            paramLabel = "[NAME=]BEFORE AFTER",
            hideParamSyntax = true,
            description =
                    "Two snapshots of the conntrack counters of the translating host, from before and from after the "
                            + "runs"
                            + " (of NAME).")
    private List<String> snapshots = new ArrayList<>();

    @Option(
            names = "--confidence",
            paramLabel = "PERCENT",
            defaultValue = "95",
            description = "The confidence of the intervals. Default: 95.")
    private double confidencePercent;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            defaultValue = DEFAULT_TITLE,
            description = "The title of the report. Default: " + DEFAULT_TITLE + ".")
    private String title = DEFAULT_TITLE;

    ReportCommand(Program program, InstantSource clock) {
        this.program = program;
        this.clock = clock;
    }

    /** What a report is written as. */
    enum Format {
        HTML,
        MARKDOWN
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ReportView view;
        try {
            RunReport report =
                    RunReport.read(files.stream().map(NamedFile::parse).toList(), pairs(), confidencePercent / 100);
            view = ReportView.of(report, title, now, ClientVersion.text());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        String text = switch (format) {
            case HTML -> ReportDocument.html(view);
            case MARKDOWN -> PlainText.of(ReportDocument.markdown(view));
        };
        byte[] document = text.getBytes(StandardCharsets.UTF_8);
        if (output == null) {
            program.out().write(document);
            program.out().flush();
        } else {
            DraftFile.write(output, document);
        }
        return ExitCode.DONE;
    }

    private List<RunReport.Snapshots> pairs() {
        List<RunReport.Snapshots> pairs = new ArrayList<>();
        for (int i = 0; i < snapshots.size(); i += 2) {
            pairs.add(new RunReport.Snapshots(NamedFile.parse(snapshots.get(i)), Path.of(snapshots.get(i + 1))));
        }
        return pairs;
    }

    private void checkOptions() {
        if (!(confidencePercent >= 50 && confidencePercent < 100)) {
            throw new UsageException("--confidence " + confidencePercent + ": expected 50 to less than 100");
        }
        if (output == null && format == Format.HTML) {
            throw new UsageException("no --output: expected a file for the page");
        }
        Targets.check("--output", output);
    }
}
