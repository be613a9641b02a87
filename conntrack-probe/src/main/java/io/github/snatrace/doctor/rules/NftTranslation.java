package io.github.snatrace.doctor.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads what stands behind {@code masquerade} or {@code snat} in a rule of nft. */
final class NftTranslation {
    private NftTranslation() {}

    static Translation oneToOne(String action) {
        return new Translation(
                action, Optional.of(Translation.Mode.KEPT), PortChoice.any(), Translation.Mapping.ONE_TO_ONE, "");
    }

    /**
     * Reads a translation.
     *
     * @param to the words but the flags
     * @param maps gives the elements of a named map, each as its words
     */
    static Translation of(
            String action, List<String> to, List<String> flags, Function<String, List<List<String>>> maps) {
        Optional<Translation.Mode> mode = Optional.of(Translation.Mode.of(flags));
        if (to.contains("prefix")) {
            return oneToOne(action);
        }
        List<String> target = to.subList(to.indexOf("to") + 1, to.size());
        if (to.indexOf("to") < 0
                && !target.isEmpty()
                && (target.get(0).equals("ip") || target.get(0).equals("ip6"))
                && !target.contains("map")) {
            target = target.subList(1, target.size());
        }
        int map = target.indexOf("map");
        if (map < 0) {
            PortChoice ports = target.isEmpty()
                    ? PortChoice.any()
                    : IptablesRule.behindAddress(target.get(0)).orElse(PortChoice.any());
            String address = target.isEmpty() ? "" : IptablesRule.addresses(target.get(0));
            return new Translation(action, mode, ports, Translation.Mapping.SHARED, address);
        }
        String first = target.get(0);
        int colon = first.lastIndexOf(':');
        boolean portsByMap = colon >= 0;
        String selector = portsByMap ? first.substring(colon + 1) : first;
        boolean picked = selector.equals("numgen") || selector.equals("jhash") || selector.equals("symhash");
        boolean byClient = !picked && target.subList(0, map).contains("saddr");
        List<List<String>> elements = elements(target.subList(map + 1, target.size()), maps);
        return portsByMap ? byPorts(action, mode, elements, picked) : byAddresses(action, mode, elements, byClient);
    }

    /**
     * Returns the clients that a map gives addresses or ports to; all others go on to the next rule. Empty when it is
     * not by client.
     */
    static List<String> clients(List<String> to, Function<String, List<List<String>>> maps) {
        int map = to.indexOf("map");
        int client = to.indexOf("saddr");
        if (client < 0 || map < 0 || client > map || to.contains("numgen") || to.contains("jhash")) {
            return List.of();
        }
        return elements(to.subList(map + 1, to.size()), maps).stream()
                .map(element -> element.get(0))
                .toList();
    }

    private static List<List<String>> elements(List<String> words, Function<String, List<List<String>>> maps) {
        if (words.isEmpty()) {
            return List.of();
        }
        return words.get(0).startsWith("@")
                ? maps.apply(words.get(0).substring(1))
                : NftMaps.elements(words.subList(1, words.size()));
    }

    private static Translation byPorts(
            String action, Optional<Translation.Mode> mode, List<List<String>> elements, boolean picked) {
        int single = 0;
        int smallest = Integer.MAX_VALUE;
        for (List<String> element : elements) {
            Optional<PortChoice> ports = PortChoice.parse(element.get(element.size() - 1));
            int count = ports.map(PortChoice::count).orElse(1);
            single += count == 1 ? 1 : 0;
            smallest = Math.min(smallest, count);
        }
        if (elements.isEmpty()) {
            return Translation.untold(action);
        }
        PortChoice ports;
        if (!picked) {
            ports = new PortChoice(PortChoice.Kind.PER_CLIENT, smallest, smallest + " for each client");
        } else if (single > 0) {
            ports = new PortChoice(PortChoice.Kind.PICKED, single, "one of " + single);
        } else {
            ports = new PortChoice(PortChoice.Kind.RANGE, smallest, "blocks of " + smallest);
        }
        return new Translation(action, mode, ports, Translation.Mapping.SHARED, "");
    }

    private static Translation byAddresses(
            String action, Optional<Translation.Mode> mode, List<List<String>> elements, boolean byClient) {
        List<String> addresses = new ArrayList<>();
        boolean singleKeys = true;
        int smallest = Integer.MAX_VALUE;
        for (List<String> element : elements) {
            int colon = element.indexOf(":");
            if (colon < 1) {
                continue;
            }
            List<String> value = element.subList(colon + 1, element.size());
            addresses.add(String.join(" ", value));
            singleKeys &= AddressRange.parse(element.get(0))
                    .filter(AddressRange::isOne)
                    .isPresent();
            if (value.contains(".")) {
                smallest = Math.min(
                        smallest,
                        PortChoice.parse(value.get(value.size() - 1))
                                .map(PortChoice::count)
                                .orElse(1));
            }
        }
        if (addresses.isEmpty()) {
            return Translation.untold(action);
        }
        if (smallest < Integer.MAX_VALUE) {
            PortChoice block = new PortChoice(PortChoice.Kind.PER_CLIENT, smallest, smallest + " for each client");
            return new Translation(action, mode, block, Translation.Mapping.SHARED, "");
        }
        boolean own = byClient && singleKeys && new HashSet<>(addresses).size() == addresses.size();
        return new Translation(
                action, mode, PortChoice.any(), own ? Translation.Mapping.ONE_TO_ONE : Translation.Mapping.SHARED, "");
    }
}
