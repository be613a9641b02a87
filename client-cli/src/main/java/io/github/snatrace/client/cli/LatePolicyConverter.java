package io.github.snatrace.client.cli;

import io.github.snatrace.dial.LatePolicy;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code skip} and {@code catch-up}. */
final class LatePolicyConverter implements ITypeConverter<LatePolicy> {

    @Override
    public LatePolicy convert(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "skip" -> LatePolicy.SKIP;
            case "catch-up", "catch_up" -> LatePolicy.CATCH_UP;
            default -> throw new TypeConversionException("'" + text + "': expected skip or catch-up");
        };
    }
}
