package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.ExitCode;
import io.github.snatrace.commandline.UsageException;
import io.github.snatrace.conntrack.ConntrackDelta;
import io.github.snatrace.conntrack.ConntrackStats;
import io.github.snatrace.conntrack.Counter;
import io.github.snatrace.conntrack.CpuCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that must not be true of counters: {@code insert_failed>0}, {@code cpu3.drop>=10}, {@code cpu*.found>1000}.
 *
 * @param text as the user wrote it
 * @param scope whose value is meant
 * @param cpu the CPU, if one is meant
 * @param counter the counter
 * @param comparison how it is compared
 * @param value with what
 */
record Condition(String text, Scope scope, int cpu, Counter counter, Comparison comparison, long value) {
    private static final Pattern FORM =
            Pattern.compile("(?:cpu(?<cpu>\\d{1,6}|\\*)\\.)?(?<counter>[A-Za-z_][A-Za-z0-9_]*)"
                    + "\\s*(?<sign>>=|<=|==|!=|>|<|=)\\s*(?<value>\\d{1,18})");

    /** Whose value a condition means. */
    enum Scope {
        TOTAL,
        ONE_CPU,
        ANY_CPU
    }

    /** How two numbers are compared. */
    enum Comparison {
        MORE,
        AT_LEAST,
        LESS,
        AT_MOST,
        EQUAL,
        DIFFERENT;

        boolean holds(long a, long b) {
            return switch (this) {
                case MORE -> a > b;
                case AT_LEAST -> a >= b;
                case LESS -> a < b;
                case AT_MOST -> a <= b;
                case EQUAL -> a == b;
                case DIFFERENT -> a != b;
            };
        }

        /** Returns whether the answer stays {@code holds} however much {@code a} grows. */
        boolean isFinal(boolean holds) {
            return switch (this) {
                case MORE, AT_LEAST -> holds;
                case LESS, AT_MOST -> !holds;
                case EQUAL, DIFFERENT -> false;
            };
        }
    }

    /** What became of a condition. */
    enum Judgement {
        HOLDS,
        DOES_NOT_HOLD,
        /** The counters do not tell. */
        UNKNOWN
    }

    static Condition parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new UsageException(
                    "--fail-if: expected a condition as insert_failed>0 or cpu3.drop>=10, not " + text);
        }
        String cpu = form.group("cpu");
        return new Condition(
                text.strip(),
                cpu == null ? Scope.TOTAL : cpu.equals("*") ? Scope.ANY_CPU : Scope.ONE_CPU,
                cpu == null || cpu.equals("*") ? 0 : Integer.parseInt(cpu),
                Counter.named(form.group("counter")),
                switch (form.group("sign")) {
                    case ">" -> Comparison.MORE;
                    case ">=" -> Comparison.AT_LEAST;
                    case "<" -> Comparison.LESS;
                    case "<=" -> Comparison.AT_MOST;
                    case "!=" -> Comparison.DIFFERENT;
                    default -> Comparison.EQUAL;
                },
                Long.parseLong(form.group("value")));
    }

    /** Judges the counters of one moment. */
    Judgement judge(ConntrackStats stats) {
        return judge(stats.cpus(), true);
    }

    /**
     * Judges what was counted between two moments; what was reset or could not be compared may be more than it says.
     */
    Judgement judge(ConntrackDelta delta) {
        boolean complete = !delta.reset()
                && (scope == Scope.ONE_CPU || delta.unmatched().cpusAfter().isEmpty());
        return judge(delta.cpus(), complete);
    }

    private Judgement judge(List<CpuCounters> cpus, boolean complete) {
        List<Long> values = new ArrayList<>();
        for (CpuCounters candidate : cpus) {
            if ((scope != Scope.ONE_CPU || candidate.cpu() == cpu)
                    && candidate.counters().containsKey(counter)) {
                values.add(candidate.value(counter));
            }
        }
        if (values.isEmpty()) {
            return Judgement.UNKNOWN;
        }
        boolean holds = scope == Scope.TOTAL
                ? comparison.holds(values.stream().mapToLong(Long::longValue).sum(), value)
                : values.stream().anyMatch(candidate -> comparison.holds(candidate, value));
        if (!complete && !comparison.isFinal(holds)) {
            return Judgement.UNKNOWN;
        }
        return holds ? Judgement.HOLDS : Judgement.DOES_NOT_HOLD;
    }

    /** Says on stderr which conditions hold or cannot be judged, and returns the exit code that follows. */
    static int report(Console console, List<Condition> conditions, Function<Condition, Judgement> judge) {
        int code = ExitCode.DONE;
        for (Condition condition : conditions) {
            switch (judge.apply(condition)) {
                case HOLDS -> {
                    console.say("condition holds: " + condition.text());
                    code = ExitCode.CONDITION;
                }
                case UNKNOWN -> {
                    console.say(String.format(
                            Locale.ROOT,
                            "condition cannot be judged: %s: the counters were reset, or are not all there",
                            condition.text()));
                    code = code == ExitCode.CONDITION ? code : ExitCode.INVALID;
                }
                case DOES_NOT_HOLD -> {
                    // What is hoped for needs no words.
                }
            }
        }
        return code;
    }
}
