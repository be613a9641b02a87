package io.github.snatrace.dial;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;

/**
 * Where in an attempt an exception was thrown. The JDK tells failures of a socket apart by class first and by the
 * kernel's text second, and one text means different things at different stages.
 */
enum Stage {
    OPEN,
    BIND,
    CONNECT;

    /**
     * Returns the outcome that an exception of this stage stands for.
     *
     * @param ownPort whether the source port was the plan's choice, not the kernel's
     */
    Outcome outcomeOf(IOException e, boolean ownPort) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("Too many open files")) {
            return Outcome.NO_DESCRIPTOR;
        }
        return switch (this) {
            case OPEN -> Outcome.FAILED;
            case BIND -> text.contains("Address already in use") ? noPort(ownPort) : Outcome.FAILED;
            case CONNECT -> outcomeOfConnect(e, text, ownPort);
        };
    }

    private static Outcome outcomeOfConnect(IOException e, String text, boolean ownPort) {
        if (e instanceof BindException
                || text.contains("Cannot assign requested address")
                || text.contains("Address already in use")) {
            return noPort(ownPort);
        }
        if (e instanceof NoRouteToHostException || text.contains("unreachable") || text.contains("No route to host")) {
            return Outcome.UNREACHABLE;
        }
        if (text.contains("Connection reset")) {
            return Outcome.CONNECTED_THEN_RESET;
        }
        if (text.contains("Connection timed out")) {
            return Outcome.TIMED_OUT_BY_KERNEL;
        }
        return e instanceof ConnectException && text.contains("refused") ? Outcome.REFUSED : Outcome.FAILED;
    }

    private static Outcome noPort(boolean ownPort) {
        return ownPort ? Outcome.PORT_IN_USE : Outcome.NO_LOCAL_PORT;
    }
}
