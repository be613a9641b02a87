package io.github.snatrace.hold;

import java.util.Locale;

/** Where on its way a packet is. */
enum Hook {
    /** It came from outside, and is not translated yet. */
    PREROUTING(0),
    /** This machine sends it, and has not translated it yet. */
    OUTPUT(3),
    /** It is translated, and not confirmed yet. */
    POSTROUTING(4);

    private final int number;

    Hook(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    String chain() {
        return name().toLowerCase(Locale.ROOT);
    }
}
