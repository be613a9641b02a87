package io.github.snatrace.conntrack;

import io.github.snatrace.host.CommandRunner;
import io.github.snatrace.host.Host;
import io.github.snatrace.host.KernelText;
import io.github.snatrace.host.TextFormatException;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;

/** Asks the command {@code conntrack -S} of conntrack-tools. */
final class ConntrackToolReader implements ConntrackReader {
    private final Host host;
    private final NetworkNamespace namespace;

    ConntrackToolReader(Host host, NetworkNamespace namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    @Override
    public KernelText readText() throws IOException {
        return read().toText();
    }

    @Override
    public ConntrackStats read() throws IOException {
        CommandRunner.Output output;
        try {
            output = namespace.run(host, List.of("conntrack", "-S"));
        } catch (FileNotFoundException e) {
            throw new UnavailableException(
                    "there is no command conntrack; install conntrack-tools (package conntrack)");
        }
        if (output.exitCode() != 0) {
            boolean denied =
                    output.err().contains("not permitted") || output.err().contains("denied");
            throw new UnavailableException(
                    output.complaint() + (denied ? "; it needs CAP_NET_ADMIN: run as root" : ""));
        }
        try {
            return ConntrackStats.parse(output.out());
        } catch (TextFormatException e) {
            throw new IOException("conntrack -S: " + e.getMessage(), e);
        }
    }
}
