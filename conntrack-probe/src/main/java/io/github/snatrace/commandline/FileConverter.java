package io.github.snatrace.commandline;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a file; an empty one, which would be that of the current directory, is refused. */
final class FileConverter implements ITypeConverter<Path> {

    /**
     * Returns the file of this name.
     *
     * @throws TypeConversionException if it is none; the message names it
     */
    @Override
    public Path convert(String name) {
        if (name.isBlank()) {
            throw new TypeConversionException("expected the name of a file, not '" + name + "'");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("expected the name of a file: " + e.getMessage());
        }
    }
}
