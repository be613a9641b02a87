package io.github.snatrace.netns;

import java.io.IOException;

/** Says that a network namespace, or the process that it was named by, does not exist or no longer does. */
public final class NamespaceGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    NamespaceGoneException(String message) {
        super(message);
    }
}
