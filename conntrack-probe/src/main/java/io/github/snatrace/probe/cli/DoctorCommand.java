package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.DurationConverter;
import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.PlainText;
import io.github.snatrace.commandline.Signals;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.doctor.Doctor;
import io.github.snatrace.doctor.DropFacts;
import io.github.snatrace.doctor.DropWatch;
import io.github.snatrace.doctor.Fact;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelRelease;
import io.github.snatrace.host.TextFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what matters for the race on this host, or in rules of another. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at this host and says what matters for the race: rules, counters, table, kernel. Reads only.",
            "A fact is marked PROBLEM, ? where it could not be found out, note or ok, the most important first; what"
                    + " follows from it, and"
                    + " what to do, stand below. Commands that it prints are not run."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final NamespaceOptions namespaceOptions = new NamespaceOptions();

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = {
                "Read rules from FILE, or from stdin (-), instead of this host's: iptables-save, iptables -S,"
                        + " iptables -L -v -n, a script"
                        + " for iptables-restore, nft list ruleset, nft --json list ruleset.",
                "May be given several times, for several tables of one host."
            })
    private List<Path> rules = new ArrayList<>();

    @Option(
            names = "--kernel",
            paramLabel = "RELEASE",
            description = "Judge for this kernel, as uname -r prints it there.")
    private @Nullable String kernel;

    @Option(
            names = "--drops",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Watch for so long where the kernel frees IP packets, all namespaces together. As root, by a "
                    + "tracing instance of its own.")
    private @Nullable Duration drops;

    @Option(
            names = {"--fail-if", "--fail-on"},
            paramLabel = "LEVEL",
            description = "problem: end with 3 if anything is a PROBLEM.")
    private @Nullable String failOn;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (failOn != null && !failOn.equals("problem")) {
            throw new UsageException("--fail-if: expected problem, not " + failOn);
        }
        if (kernel != null && KernelRelease.parse(kernel).isEmpty()) {
            throw new UsageException(
                    "--kernel: expected a release as uname -r prints it, 5.15.0-91-generic, not " + kernel);
        }
        if (drops != null && !rules.isEmpty()) {
            throw new UsageException("--drops: the kernel of this host drops nothing of the rules of a file");
        }
        List<Fact> facts = new ArrayList<>(drops == null ? List.of() : dropped(drops));
        facts.addAll(facts());
        if (json) {
            console.out().println(CountersJson.mapper().writeValueAsString(new Report(facts)));
        } else {
            console.program().terminal().out().print(Paint.AUTO.doctor(PlainText.of(DoctorText.of(facts))));
        }
        boolean problem = facts.stream().anyMatch(fact -> fact.level() == Fact.Level.PROBLEM);
        return failOn != null && problem ? ExitCode.CONDITION : ExitCode.DONE;
    }

    private List<Fact> dropped(Duration time) throws IOException {
        CountDownLatch stop = new CountDownLatch(1);
        Signals signals = Signals.open(List.of("INT", "TERM"), signal -> stop.countDown());
        try (DropWatch watch = DropWatch.open(console.host())) {
            long start = System.nanoTime();
            stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
            return DropFacts.of(watch.end(), Duration.ofNanos(System.nanoTime() - start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            signals.close();
        }
    }

    private List<Fact> facts() throws IOException {
        Optional<String> release = Optional.ofNullable(kernel);
        if (rules.isEmpty()) {
            return Doctor.examine(console.host(), namespaceOptions.namespace(console.host()), release);
        }
        if (namespaceOptions.isGiven()) {
            throw new UsageException(
                    "--rules: the rules of a file are in no namespace of this host: leave --pid, --netns and"
                            + " --container out");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Path file : rules) {
            if (file.toString().equals("-")) {
                texts.put("stdin", Host.read(console.in()));
            } else {
                texts.put(file.toString(), Host.read(file));
            }
        }
        try {
            return Doctor.read(texts, release);
        } catch (TextFormatException e) {
            throw new UsageException("--rules " + e.getMessage());
        }
    }

    /** The machine-readable form, a contract: fields are added, never renamed. */
    record Report(List<Fact> facts) {}
}
