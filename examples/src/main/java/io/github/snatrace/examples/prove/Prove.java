package io.github.snatrace.examples.prove;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.Program;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.TextFormatException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@code examples/lab/prove} runs in its network: lets flows meet under each rule and prints what came of it. The
 * shell has checked the options.
 */
@Command
public final class Prove implements Callable<Integer> {

    private final Program program;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--all")
    private boolean all;

    @Option(names = "--safe")
    private boolean safe;

    @Option(names = "--rules-of")
    private List<Path> rulesOf = new ArrayList<>();

    @Option(names = "--rule")
    private List<String> rules = new ArrayList<>();

    @Option(names = "--family")
    private String family = "";

    @Option(names = "--case")
    private List<String> cases = new ArrayList<>();

    @Option(names = "--clients")
    private int clients = 2;

    @Option(names = "--pairs")
    private int pairs = 20;

    Prove(PrintStream out, PrintStream err) {
        this.program = new Program("prove", out, err);
    }

    /** Runs with options that the shell has checked, and exits with the code of the shell's command. */
    public static void main(String[] args) {
        System.exit(new Prove(System.out, System.err).run(args));
    }

    int run(String... args) {
        return program.run(new CommandLine(this), args);
    }

    @Override
    public Integer call() throws IOException {
        List<SourceRule> proven = new ArrayList<>();
        rules.forEach(rule -> proven.add(SourceRule.of(rule)));
        if (rules.isEmpty() && rulesOf.isEmpty()) {
            proven.addAll(all ? SourceRule.ALL : SourceRule.FEW);
        }
        List<UnmappedRule> unmapped = new ArrayList<>();
        for (Path file : rulesOf) {
            HostRuleset host = read(file);
            proven.addAll(host.rules());
            unmapped.addAll(host.unmapped());
        }
        Proof proof = proof(proven, meetings()).without(unmapped);
        if (json) {
            program.out().println(ProofJson.of(proof));
        } else {
            new ProofText(proof).print(program.out());
        }
        if (!proof.isHeld()) {
            return ExitCode.INVALID;
        }
        return safe && !proof.isSafe() ? ExitCode.CONDITION : ExitCode.DONE;
    }

    private HostRuleset read(Path file) throws IOException {
        try {
            HostRuleset host = HostRuleset.parse(Host.read(file));
            return rulesOf.size() > 1 ? host.labelled(file.getFileName() + ": ") : host;
        } catch (TextFormatException e) {
            throw new UsageException("--rules-of: " + e.getMessage());
        }
    }

    private List<Meeting> meetings() {
        List<Meeting> named = cases.stream().map(Meeting::labelled).toList();
        List<Meeting> usual = all || !family.isEmpty() ? Arrays.asList(Meeting.values()) : Meeting.FEW;
        return (named.isEmpty() ? usual : named)
                .stream()
                        .filter(meeting -> family.isEmpty() || meeting.isInet6() == family.equals("inet6"))
                        .toList();
    }

    private Proof proof(List<SourceRule> proven, List<Meeting> meetings) throws IOException {
        Host host = Host.local();
        Router router = new Router(host);
        Prover prover = new Prover(host, router, clients, pairs);
        List<ProofCase> results = new ArrayList<>();
        for (SourceRule rule : proven) {
            router.load(rule.ruleset());
            for (Meeting meeting : meetings) {
                if (rule.covers(meeting) && rule.takes(meeting)) {
                    results.add(prover.prove(rule, meeting));
                }
            }
        }
        return new Proof(
                host.read("/proc/sys/kernel/osrelease").strip(),
                clients,
                results,
                all ? new TimeWaitTrial(host, router).run() : List.of(),
                List.of());
    }
}
