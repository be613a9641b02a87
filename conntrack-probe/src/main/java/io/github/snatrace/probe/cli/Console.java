package io.github.snatrace.probe.cli;

import io.github.snatrace.commandline.Program;
import io.github.snatrace.host.Host;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a command talks to.
 *
 * @param in where {@code -} is read from
 * @param program where results and everything else go
 * @param host the machine that is looked at
 */
record Console(InputStream in, Program program, Host host) {
    Console(InputStream in, PrintStream out, PrintStream err, Host host) {
        this(in, new Program("conntrack-probe", out, err), host);
    }

    PrintStream out() {
        return program.out();
    }

    PrintStream err() {
        return program.err();
    }

    /** Says something on stderr, in the program's name. */
    void say(String message) {
        program.say(message);
    }
}
