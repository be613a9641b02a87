package io.github.snatrace.doctor.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The maps of nft that have names, and what is in them. */
final class NftMaps {
    private final Map<RuleTable, Map<String, List<List<String>>>> maps = new LinkedHashMap<>();

    /** Reads {@code map NAME ... elements = { key : value, ... } ...}. */
    void read(RuleTable table, String block) {
        List<String> words = RuleWords.of(block, "{},;").plain();
        if (words.size() < 2) {
            return;
        }
        List<List<String>> elements = maps.computeIfAbsent(table, any -> new LinkedHashMap<>())
                .computeIfAbsent(words.get(1), any -> new ArrayList<>());
        int open = words.indexOf("elements");
        while (open >= 0 && open < words.size() && !words.get(open).equals("{")) {
            open++;
        }
        if (open >= 0 && open < words.size()) {
            elements.addAll(elements(words.subList(open + 1, words.size())));
        }
    }

    /** Returns the elements up to the brace that closes them, each as its words. */
    static List<List<String>> elements(List<String> words) {
        List<List<String>> elements = new ArrayList<>();
        List<String> element = new ArrayList<>();
        for (String word : words) {
            if (word.equals("}")) {
                break;
            }
            if (word.equals(",")) {
                elements.add(List.copyOf(element));
                element.clear();
            } else {
                element.add(word);
            }
        }
        if (!element.isEmpty()) {
            elements.add(List.copyOf(element));
        }
        return elements;
    }

    void put(RuleTable table, String name, List<List<String>> elements) {
        maps.computeIfAbsent(table, any -> new LinkedHashMap<>()).put(name, elements);
    }

    /** Returns the elements of a map; none when it is not known. */
    List<List<String>> elements(RuleTable table, String name) {
        return maps.getOrDefault(table, Map.of()).getOrDefault(name, List.of());
    }
}
