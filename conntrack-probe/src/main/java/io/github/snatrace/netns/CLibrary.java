package io.github.snatrace.netns;

import com.sun.jna.Native;
import io.github.snatrace.host.UnavailableException;

/** The C library, as far as its functions can be called from Java here. */
public final class CLibrary {

    private final String failure;

    private CLibrary(String failure) {
        this.failure = failure;
    }

    /** Binds the native methods of a class to the functions of their names. */
    public static CLibrary bind(Class<?> functions) {
        try {
            Native.register(functions, "c");
            return new CLibrary("");
        } catch (LinkageError | IllegalArgumentException e) {
            return new CLibrary("the C library cannot be called from Java here (JNA: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given") + ")");
        }
    }

    /**
     * Makes sure that the functions can be called.
     *
     * @throws UnavailableException if they cannot; the message says why
     */
    public void require() throws UnavailableException {
        if (!failure.isEmpty()) {
            throw new UnavailableException(failure);
        }
    }
}
