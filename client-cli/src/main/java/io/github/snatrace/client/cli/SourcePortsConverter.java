package io.github.snatrace.client.cli;

import io.github.snatrace.dial.SourcePorts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code LOW-HIGH}. */
final class SourcePortsConverter implements ITypeConverter<SourcePorts> {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    @Override
    public SourcePorts convert(String text) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "': expected LOW-HIGH, such as 20000-29999");
        }
        try {
            return new SourcePorts(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "': " + e.getMessage());
        }
    }
}
