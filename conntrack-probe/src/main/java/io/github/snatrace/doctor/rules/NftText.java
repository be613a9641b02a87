package io.github.snatrace.doctor.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code nft list ruleset} prints, with handles or without, and scripts for {@code nft -f}. */
final class NftText {
    private static final Pattern HANDLE = Pattern.compile("\\s*# handle (\\d+)\\s*$");
    private static final Pattern TABLE = Pattern.compile(
            "(?:add |create )?table (?:(ip|ip6|inet|arp|bridge|netdev) )?([^\\s{]+)\\s*\\{?\\s*(?:#.*)?");
    private static final Pattern CHAIN = Pattern.compile("chain ([^\\s{]+)\\s*\\{\\s*(?:#.*)?");
    private static final Pattern OTHER =
            Pattern.compile("(map|set|flowtable|counter|quota|limit|ct|secmark|synproxy|meter) ([^{]*)\\{.*");
    private static final Pattern HOOK =
            Pattern.compile("type (\\S+) hook (\\S+)(?: devices? .*?)? priority ([^;]+?)\\s*;.*");
    private static final Pattern PRIORITY = Pattern.compile("(-?\\d+)|([a-z]+)(?:\\s*([+-])\\s*(\\d+))?");
    private static final Pattern COMMAND =
            Pattern.compile("(?:(?:sudo )?nft )?'?(add|insert|create|replace) (rule|chain|element|map) "
                    + "(?:(ip|ip6|inet|arp|bridge|netdev) )?(\\S+) (\\S+)\\s*(.*?)'?");
    private static final Pattern PLACE = Pattern.compile("^(?:handle|position|index) \\d+ ");
    private static final Pattern DEFINITION = Pattern.compile("(?:re)?define (\\w+) ?= ?(.*)");

    private final ChainDrafts drafts = new ChainDrafts();
    private final NftMaps maps = new NftMaps();
    private final List<String> gaps = new ArrayList<>();
    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final List<Runnable> rules = new ArrayList<>();

    private NftText() {}

    /** Returns whether {@code line} begins a table of nft or is one of its commands. */
    static boolean isHead(String line) {
        String stripped = line.strip();
        return (TABLE.matcher(stripped).matches() && stripped.contains("{"))
                || COMMAND.matcher(stripped).matches()
                || CHAIN.matcher(stripped).matches();
    }

    static Ruleset parse(String text) {
        NftText reader = new NftText();
        reader.read(text);
        return reader.finished();
    }

    private Ruleset finished() {
        // Rules may name maps that come later.
        rules.forEach(Runnable::run);
        return new Ruleset(drafts.chains(true), drafts.isExcerpt(), gaps);
    }

    private void read(String text) {
        Deque<String> lines = new ArrayDeque<>(text.lines().toList());
        while (!lines.isEmpty()) {
            String line = defined(lines.remove().strip());
            Matcher definition = DEFINITION.matcher(line);
            Matcher table = TABLE.matcher(line);
            if (definition.matches()) {
                definitions.put(definition.group(1), definition.group(2));
            } else if (table.matches() && line.contains("{")) {
                table(new RuleTable("nft", family(table.group(1)), table.group(2)), lines);
            } else if (CHAIN.matcher(line).matches()) {
                // A chain that was copied without its table.
                gaps.add("the table of " + line.replaceAll("\\s*\\{.*", "") + " is not in it");
                lines.addFirst(line);
                table(new RuleTable("nft", "ip", "?"), lines);
            } else {
                command(line);
            }
        }
    }

    private static String family(String text) {
        return text == null ? "ip" : text;
    }

    private String defined(String line) {
        String result = line;
        for (Map.Entry<String, String> definition : definitions.entrySet()) {
            result = result.replace("$" + definition.getKey(), definition.getValue());
        }
        return result;
    }

    private void table(RuleTable table, Deque<String> lines) {
        while (!lines.isEmpty()) {
            String line = defined(lines.remove().strip());
            Matcher chain = CHAIN.matcher(line);
            if (line.equals("}")) {
                return;
            }
            if (chain.matches()) {
                chain(table, chain.group(1), lines);
            } else if (OTHER.matcher(line).matches()) {
                String block = block(line, lines);
                if (line.startsWith("map ")) {
                    maps.read(table, block);
                }
            }
        }
        gaps.add("table " + table.family() + " " + table.name() + " does not end: the text was cut off");
    }

    /** Returns the text up to the brace that closes the first one of {@code line}. */
    private static String block(String line, Deque<String> lines) {
        StringBuilder block = new StringBuilder(line);
        int depth = depth(line);
        while (depth > 0 && !lines.isEmpty()) {
            String next = lines.remove().strip();
            block.append(' ').append(next);
            depth += depth(next);
        }
        return block.toString();
    }

    /** Returns how many braces {@code line} opens beyond those that it closes, outside of quotes and comments. */
    private static int depth(String line) {
        int depth = 0;
        for (String word : RuleWords.of(line, "{}").raw()) {
            if (word.startsWith("#")) {
                break;
            }
            depth += word.equals("{") ? 1 : word.equals("}") ? -1 : 0;
        }
        return depth;
    }

    private void chain(RuleTable table, String name, Deque<String> lines) {
        drafts.declare(table, name, Optional.empty());
        while (!lines.isEmpty()) {
            String line = defined(lines.remove().strip());
            if (line.equals("}")) {
                return;
            }
            Matcher hook = HOOK.matcher(line);
            if (hook.matches()) {
                drafts.hook(table, name, hook(hook));
            } else if (!line.isEmpty()
                    && !line.startsWith("#")
                    && !line.startsWith("comment ")
                    && !line.startsWith("policy ")) {
                rule(table, name, block(line, lines), false);
            }
        }
        gaps.add("chain " + name + " of table " + table.family() + " " + table.name()
                + " does not end: the text was cut off");
    }

    private static RuleHook hook(Matcher hook) {
        Matcher priority = PRIORITY.matcher(hook.group(3).strip());
        int number = 0;
        if (priority.matches()) {
            if (priority.group(1) != null) {
                number = Integer.parseInt(priority.group(1));
            } else {
                number = RuleHook.PRIORITIES.getOrDefault(priority.group(2), 0);
                if (priority.group(3) != null) {
                    number += (priority.group(3).equals("-") ? -1 : 1) * Integer.parseInt(priority.group(4));
                }
            }
        }
        return new RuleHook(hook.group(1), hook.group(2), number);
    }

    private void command(String line) {
        Matcher command = COMMAND.matcher(line);
        if (!command.matches()) {
            if (!line.isEmpty()
                    && !RulesText.isPrompt(line)
                    && !line.startsWith("#")
                    && !line.matches("(?:(?:sudo )?nft )?(?:add|create|delete|flush|destroy|include|list)\\b.*")) {
                gaps.add("not read: " + (line.length() > 60 ? line.substring(0, 60) + "..." : line));
            }
            return;
        }
        RuleTable table = new RuleTable("nft", family(command.group(3)), command.group(4));
        String name = command.group(5);
        switch (command.group(2)) {
            case "chain" -> {
                drafts.declare(table, name, Optional.empty());
                Matcher hook = HOOK.matcher(command.group(6).replaceAll("^'?\\{\\s*|\\\\", ""));
                if (hook.matches()) {
                    drafts.hook(table, name, hook(hook));
                }
            }
            case "rule" ->
                rule(
                        table,
                        name,
                        PLACE.matcher(command.group(6)).replaceFirst(""),
                        command.group(1).equals("insert"));
            default -> maps.read(table, "map " + name + " { elements = " + command.group(6) + " }");
        }
    }

    private void rule(RuleTable table, String chain, String line, boolean first) {
        Matcher handle = HANDLE.matcher(line);
        boolean handled = handle.find();
        OptionalLong number = handled ? OptionalLong.of(Long.parseLong(handle.group(1))) : OptionalLong.empty();
        String text = handled ? line.substring(0, handle.start()) : line;
        rules.add(() -> {
            ChainRule rule = NftRule.parse(table, chain, text.strip(), number, true, maps);
            List<ChainRule> all = drafts.rules(table, chain);
            all.add(first ? 0 : all.size(), rule);
        });
    }
}
