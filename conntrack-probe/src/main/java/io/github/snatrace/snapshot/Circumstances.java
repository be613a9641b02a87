package io.github.snatrace.snapshot;

import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.StringTokenizer;

/**
 * What was the case beside the counters when a snapshot was taken. Whatever the text did not hold is empty. Immutable.
 *
 * @param uptimeSeconds for how long the machine had been up
 * @param load how many of its threads ran or waited to, averaged over a minute
 * @param ipvsConnections how many connections IPVS has taken
 * @param rules the rules that translate source addresses
 * @param listeners the sockets that listen
 */
public record Circumstances(
        OptionalDouble uptimeSeconds,
        OptionalDouble load,
        OptionalLong ipvsConnections,
        Optional<RulesPrint> rules,
        Optional<List<ListeningSocket>> listeners) {
    /** Of a text that holds counters alone. */
    static final Circumstances NOT_KNOWN = new Circumstances(
            OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty());

    static Circumstances parse(KernelText text) {
        return new Circumstances(
                first(text, KernelText.UPTIME),
                first(text, KernelText.LOAD),
                ipvsConnections(text),
                text.file(KernelText.RULES).map(RulesPrint::parse),
                text.file(KernelText.LISTENERS).map(ListeningSocket::parse));
    }

    /** Reads the first number of a file. */
    private static OptionalDouble first(KernelText text, String path) {
        Optional<String> file = text.file(path);
        if (file.isEmpty()) {
            return OptionalDouble.empty();
        }
        StringTokenizer words = new StringTokenizer(file.get());
        String word = words.hasMoreTokens() ? words.nextToken() : "";
        try {
            return OptionalDouble.of(Double.parseDouble(word));
        } catch (NumberFormatException e) {
            throw new TextFormatException(path + ": expected a number, not " + TextFormatException.quote(word));
        }
    }

    /** The first number below two lines of names; hexadecimal. */
    private static OptionalLong ipvsConnections(KernelText text) {
        Optional<String> file = text.file(KernelText.IPVS_STATS);
        if (file.isEmpty()) {
            return OptionalLong.empty();
        }
        String word = file.get()
                .lines()
                .skip(2)
                .findFirst()
                .map(line -> new StringTokenizer(line))
                .filter(StringTokenizer::hasMoreTokens)
                .map(StringTokenizer::nextToken)
                .orElse("");
        try {
            return OptionalLong.of(Long.parseUnsignedLong(word, 16));
        } catch (NumberFormatException e) {
            throw new TextFormatException(
                    KernelText.IPVS_STATS + ": expected a number in line 3, not " + TextFormatException.quote(word));
        }
    }
}
