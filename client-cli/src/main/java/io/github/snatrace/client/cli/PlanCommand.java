package io.github.snatrace.client.cli;

import io.github.snatrace.client.text.SamplePlan;
import io.github.snatrace.compare.Power;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The number of connects that a comparison needs, as a command. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description =
                "Says how many connects it takes to see a change of the failure rate, or what change so many can show.",
        footer = {"", "Exit codes: 0 done, 2 usage."})
final class PlanCommand implements Callable<Integer> {

    private final PrintStream out;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "PERCENT",
            description = "The failure rate of the base, such as 2.23.")
    private double fromPercent;

    @Option(names = "--to", paramLabel = "PERCENT", description = "The failure rate that is to be told from it.")
    private @Nullable Double toPercent;

    @Option(
            names = "--connections",
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
            names = "--alpha",
            paramLabel = "PERCENT",
            defaultValue = "5",
            description = "The probability of seeing one where there is none (two-sided). Default: 5.")
    private double alphaPercent;

    @Option(
            names = "--inflation",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "How much the rate varies beyond independent failures; compare tells it of runs. Default: 1.")
    private double inflation;

    @Option(names = "--json", description = "Print the plan as JSON.")
    private boolean json;

    PlanCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        checkOptions();
        Power power = new Power(alphaPercent / 100, powerPercent / 100, inflation);
        SamplePlan plan = toPercent != null
                ? SamplePlan.toSee(fromPercent / 100, toPercent / 100, power)
                : SamplePlan.of(fromPercent / 100, connections == null ? 0 : connections, power);
        out.println(json ? plan.json() : plan.text());
        out.flush();
        return ClientCommand.DONE;
    }

    private void checkOptions() {
        if ((toPercent == null) == (connections == null)) {
            throw wrong("expected either --to or --connections");
        }
        if (connections != null && connections < 1) {
            throw wrong("--connections " + connections + ": expected at least 1");
        }
        checkRate("--from", fromPercent);
        if (toPercent != null) {
            checkRate("--to", toPercent);
            if (toPercent == fromPercent) {
                throw wrong("--to " + toPercent + ": expected another rate than --from");
            }
        }
        if (!(alphaPercent > 0 && alphaPercent < 50)) {
            throw wrong("--alpha " + alphaPercent + ": expected more than 0 and less than 50");
        }
        if (!(powerPercent >= 50 && powerPercent < 100)) {
            throw wrong("--power " + powerPercent + ": expected 50 to less than 100");
        }
        if (!(inflation >= 1 && inflation <= 1e6)) {
            throw wrong("--inflation " + inflation + ": expected at least 1");
        }
    }

    private void checkRate(String option, double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw wrong(option + " " + percent + ": expected 0 to 100");
        }
    }

    private ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException("used outside of a command line");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
