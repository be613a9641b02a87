package io.github.snatrace.examples.lab;

import io.github.snatrace.compare.Estimate;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Prints a race for people, in 100 columns as long as the rules are short. */
final class RaceTable {

    private static final int WIDTH = 100;

    private RaceTable() {}

    static void print(Race race, ArmVerdicts verdicts, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%d clients on %d CPU%s, %,d connects each and round, %s apart, %d round%s%s%s%n%n",
                race.clients(),
                race.cpus(),
                race.cpus() == 1 ? "" : "s",
                race.ticks(),
                race.step(),
                race.rounds(),
                race.rounds() == 1 ? "" : "s",
                race.kernel().map(kernel -> ", Linux " + kernel).orElse(""),
                race.widen() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%nWidened: %,d rules between translation and confirmation, as no router has",
                                race.widen()));
        List<String> rules = column(race.arms());
        printRow(out, rules.get(0), "connects", "timeouts", "insert_failed", "error rate", "95 % interval", "agree");
        for (int i = 0; i < race.arms().size(); i++) {
            printArm(out, race, rules.get(i + 1), race.arms().get(i));
        }
        race.arms().forEach(arm -> printShares(out, arm));
        out.println();
        RaceSummary.of(race).forEach(sentence -> printWrapped(out, sentence));
        out.println();
        verdicts.sentences().forEach(sentence -> printWrapped(out, sentence));
    }

    /** Returns the column of rules, its heading first, filled up to one width. */
    private static List<String> column(List<Arm> arms) {
        List<String> column = new ArrayList<>(List.of("rule"));
        arms.forEach(arm -> column.add(arm.rule()));
        int width = column.stream().mapToInt(String::length).max().orElseThrow();
        return column.stream()
                .map(cell -> cell + " ".repeat(width - cell.length()))
                .toList();
    }

    private static void printArm(PrintStream out, Race race, String rule, Arm arm) {
        Estimate rate = race.rate(arm);
        printRow(
                out,
                rule,
                number(arm.connects()),
                number(arm.timeouts()),
                number(arm.insertFailed()),
                RaceSummary.percent(rate.value()),
                String.format(Locale.ROOT, "%.2f to %.2f %%", 100 * rate.low(), 100 * rate.high()),
                arm.insertFailed().isEmpty() ? "?" : arm.agrees() ? "yes" : "no");
    }

    private static void printRow(PrintStream out, Object... cells) {
        out.printf("%s  %8s  %8s  %13s  %10s  %16s  %5s%n", cells);
    }

    /** One line per CPU: the timeouts of its clients, and what the router failed to insert there. */
    private static void printShares(PrintStream out, Arm arm) {
        if (!arm.raced() || arm.shares().isEmpty()) {
            return;
        }
        out.printf("%n%s, by client and CPU%n", arm.rule());
        for (CpuShare share : arm.shares()) {
            out.printf(
                    Locale.ROOT,
                    "  CPU %-3d  %s %s %s insert_failed%n",
                    share.cpu(),
                    timeouts(share),
                    share.agrees() ? "=" : "!=",
                    number(share.insertFailed()));
        }
    }

    private static String timeouts(CpuShare share) {
        Map<Integer, Long> clients = share.timeouts();
        String sum = number(share.sum()) + " timeouts";
        if (clients.size() < 2) {
            String name = clients.keySet().stream()
                    .map(client -> "c" + client)
                    .findFirst()
                    .orElse("none");
            return String.format(Locale.ROOT, "%-4s %17s", name, sum);
        }
        return clients.entrySet().stream()
                        .map(client -> "c" + client.getKey() + " " + number(client.getValue()))
                        .collect(Collectors.joining(" + "))
                + " = " + sum;
    }

    private static void printWrapped(PrintStream out, String sentence) {
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ", -1)) {
            if (line.length() + word.length() >= WIDTH) {
                out.println(line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        out.println(line);
    }

    private static String number(OptionalLong value) {
        return value.isPresent() ? number(value.getAsLong()) : "?";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
