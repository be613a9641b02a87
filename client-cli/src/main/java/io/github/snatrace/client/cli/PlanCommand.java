package io.github.snatrace.client.cli;

import io.github.snatrace.client.text.SamplePlan;
import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.compare.Power;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The number of connects that a comparison needs, as a command. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = ClientVersion.class,
        sortOptions = false,
        description =
                "Says how many connects it takes to see a change of the failure rate, or what change so many can show.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:usage"})
final class PlanCommand implements Callable<Integer> {

    private final Program program;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "PERCENT",
            description = "The failure rate of the base, such as 2.23.")
    private double fromPercent;

    @Option(names = "--to", paramLabel = "PERCENT", description = "The failure rate that is to be told from it.")
    private @Nullable Double toPercent;

    @Option(
            names = {"--connects", "--connections"},
            paramLabel = "N",
            description = "Connects on each side: says what change they can show.")
    private @Nullable Long connections;

    @Option(
            names = "--power",
            paramLabel = "PERCENT",
            defaultValue = "80",
            description = "The probability of seeing the change. Default: 80.")
    private double powerPercent;

    @Option(
            names = "--confidence",
            paramLabel = "PERCENT",
            description = "How sure compare is to be of the change (two-sided). Default: 95.")
    private @Nullable Double confidencePercent;

    @Option(
            names = "--alpha",
            paramLabel = "PERCENT",
            description = "The same as the probability of seeing a change where there is none: 5 is --confidence 95.")
    private @Nullable Double alphaPercent;

    @Option(
            names = "--inflation",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "How much the rate varies beyond independent failures; compare tells it of runs. Default: 1.")
    private double inflation;

    @Option(names = "--json", description = "Print the plan as JSON.")
    private boolean json;

    PlanCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        checkOptions();
        Power power = new Power(alpha() / 100, powerPercent / 100, inflation);
        SamplePlan plan = toPercent != null
                ? SamplePlan.toSee(fromPercent / 100, toPercent / 100, power)
                : SamplePlan.of(fromPercent / 100, connections == null ? 0 : connections, power);
        program.out().println(json ? plan.json() : plan.text());
        program.out().flush();
        return ExitCode.DONE;
    }

    private void checkOptions() {
        if ((toPercent == null) == (connections == null)) {
            throw new UsageException("expected either --to or --connects");
        }
        if (connections != null && connections < 1) {
            throw new UsageException("--connects " + connections + ": expected at least 1");
        }
        checkRate("--from", fromPercent);
        if (toPercent != null) {
            checkRate("--to", toPercent);
            if (toPercent == fromPercent) {
                throw new UsageException("--to " + toPercent + ": expected another rate than --from");
            }
        }
        if (confidencePercent != null && alphaPercent != null) {
            throw new UsageException("--confidence " + confidencePercent + " with --alpha: expected one of them");
        }
        if (alphaPercent != null && !(alphaPercent > 0 && alphaPercent < 50)) {
            throw new UsageException("--alpha " + alphaPercent + ": expected more than 0 and less than 50");
        }
        if (confidencePercent != null && !(confidencePercent > 50 && confidencePercent < 100)) {
            throw new UsageException("--confidence " + confidencePercent + ": expected more than 50 and less than 100");
        }
        if (!(powerPercent >= 50 && powerPercent < 100)) {
            throw new UsageException("--power " + powerPercent + ": expected 50 to less than 100");
        }
        if (!(inflation >= 1 && inflation <= 1e6)) {
            throw new UsageException("--inflation " + inflation + ": expected at least 1");
        }
    }

    /** Returns the probability of seeing a change where there is none, in percent. */
    private double alpha() {
        return alphaPercent != null ? alphaPercent : 100 - (confidencePercent != null ? confidencePercent : 95);
    }

    private void checkRate(String option, double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new UsageException(option + " " + percent + ": expected 0 to 100");
        }
    }
}
