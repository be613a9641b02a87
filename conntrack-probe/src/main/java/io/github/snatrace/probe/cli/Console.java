package io.github.snatrace.probe.cli;

import io.github.snatrace.conntrack.Host;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a command talks to: results go to {@code out}, everything else to {@code err}.
 *
 * @param in where {@code -} is read from
 * @param out results
 * @param err everything else
 * @param host the machine that is looked at
 */
record Console(InputStream in, PrintStream out, PrintStream err, Host host) {

    /** Says something on stderr, in the program's name. */
    void say(String message) {
        err.println("conntrack-probe: " + message);
    }

    /** Returns {@code code}, unless results that should be there were lost on their way: a full disk, a closed pipe. */
    int delivered(int code) {
        if (code == ExitCode.DONE && out.checkError()) {
            say("cannot write the results");
            return ExitCode.ENVIRONMENT;
        }
        return code;
    }
}
