package io.github.snatrace.examples.prove;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.TextFormatException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@code examples/lab/prove} runs in its network: lets flows meet under each rule and prints what came of it. */
public final class Prove {
    static final int DONE = 0;
    static final int ENVIRONMENT_FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_SAFE = 3;
    static final int INVALID = 4;

    private static final int DEFAULT_PAIRS = 20;

    private final PrintStream out;
    private final PrintStream err;

    Prove(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs with options that the shell has checked, and exits with the code of the shell's command. */
    public static void main(String[] args) {
        int code = new Prove(System.out, System.err).run(args);
        System.out.flush();
        System.exit(code);
    }

    int run(String... args) {
        List<SourceRule> rules = new ArrayList<>();
        List<Path> rulesOf = new ArrayList<>();
        List<Meeting> meetings = new ArrayList<>();
        boolean json = false;
        boolean all = false;
        boolean safe = false;
        String family = "";
        int clients = 2;
        int pairs = DEFAULT_PAIRS;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--json" -> json = true;
                case "--all" -> all = true;
                case "--safe" -> safe = true;
                case "--rules-of" -> rulesOf.add(Path.of(args[++i]));
                case "--rule" -> rules.add(SourceRule.of(args[++i]));
                case "--family" -> family = args[++i];
                case "--case" -> meetings.add(Meeting.labelled(args[++i]));
                case "--clients" -> clients = Integer.parseInt(args[++i]);
                case "--pairs" -> pairs = Integer.parseInt(args[++i]);
                default -> throw new IllegalArgumentException(args[i]);
            }
        }
        if (rules.isEmpty() && rulesOf.isEmpty()) {
            rules.addAll(all ? SourceRule.ALL : SourceRule.FEW);
        }
        if (meetings.isEmpty()) {
            meetings.addAll(all || !family.isEmpty() ? Arrays.asList(Meeting.values()) : Meeting.FEW);
        }
        if (!family.isEmpty()) {
            boolean inet6 = family.equals("inet6");
            meetings.removeIf(meeting -> meeting.isInet6() != inet6);
        }
        try {
            List<UnmappedRule> unmapped = new ArrayList<>();
            for (Path file : rulesOf) {
                HostRuleset host = HostRuleset.parse(Host.read(file));
                if (rulesOf.size() > 1) {
                    host = host.labelled(file.getFileName() + ": ");
                }
                rules.addAll(host.rules());
                unmapped.addAll(host.unmapped());
            }
            Proof proof = proof(rules, meetings, all, clients, pairs).without(unmapped);
            if (json) {
                out.println(ProofJson.of(proof));
            } else {
                new ProofText(proof).print(out);
            }
            if (!proof.isHeld()) {
                return INVALID;
            }
            return safe && !proof.isSafe() ? NOT_SAFE : DONE;
        } catch (TextFormatException e) {
            err.println("prove: --rules-of: " + e.getMessage());
            return USAGE;
        } catch (IOException e) {
            err.println("prove: " + e.getMessage());
            return ENVIRONMENT_FAILED;
        }
    }

    private static Proof proof(List<SourceRule> rules, List<Meeting> meetings, boolean prices, int clients, int pairs)
            throws IOException {
        Host host = Host.local();
        Router router = new Router(host);
        Prover prover = new Prover(host, router, clients, pairs);
        List<ProofCase> cases = new ArrayList<>();
        for (SourceRule rule : rules) {
            router.load(rule.ruleset());
            for (Meeting meeting : meetings) {
                if (rule.covers(meeting) && rule.takes(meeting)) {
                    cases.add(prover.prove(rule, meeting));
                }
            }
        }
        return new Proof(
                host.read("/proc/sys/kernel/osrelease").strip(),
                clients,
                cases,
                prices ? new TimeWaitTrial(host, router).run() : List.of(),
                List.of());
    }
}
