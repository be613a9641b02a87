package io.github.snatrace.server.cli;

import com.google.common.net.HostAndPort;
import io.github.snatrace.accept.Acceptor;
import io.github.snatrace.dial.CloseMode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The acceptor as a command. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        description = "Accepts TCP connections, closes them at once, and counts them.",
        footer = {"", "Names in brackets are environment variables."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the environment failed", "2:usage"})
public final class ServerCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int ENVIRONMENT_FAILED = 1;
    private static final int USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-r", "--local-addr"},
            paramLabel = "HOST:PORT",
            defaultValue = "${env:LOCAL_ADDR:-0.0.0.0:8080}",
            description = "Where to listen; port 0 lets the kernel choose. Default: 0.0.0.0:8080. [LOCAL_ADDR]")
    private String localAddress = "";

    @Option(
            names = {"-c", "--go-routines", "--acceptors"},
            paramLabel = "N",
            defaultValue = "${env:GO_ROUTINES}",
            description = "How many threads accept. One a core by default. [GO_ROUTINES]")
    private @Nullable Integer acceptors;

    @Option(
            names = "--backlog",
            paramLabel = "N",
            defaultValue = "" + Acceptor.DEFAULT_BACKLOG,
            description =
                    "How many finished handshakes may wait for each thread; the kernel caps it at net.core.somaxconn."
                            + " Default: ${DEFAULT-VALUE}.")
    private int backlog;

    @Option(
            names = "--pause-ms",
            paramLabel = "MS",
            description =
                    "How long a thread leaves its queue alone once it has emptied it, so that it does not take the"
                            + " processor from whoever connects; the kernel completes handshakes without it. By "
                            + "default 0.5 ms if"
                            + " the queue is long enough.")
    private @Nullable Integer pauseMillis;

    @Option(
            names = "--close",
            paramLabel = "fin|reset",
            defaultValue = "fin",
            description = "How to close what was accepted. Default: fin.")
    private CloseMode close = CloseMode.FIN;

    @Option(
            names = {"-s", "--summary-interval-sec"},
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "How often to print what was accepted; 0, the default, for at the end only.")
    private int summaryIntervalSeconds;

    ServerCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.exit(new ServerCommand(System.out, System.err).run(args));
    }

    /** The command, for those who describe it. */
    public static CommandLine commandLine() {
        return new CommandLine(new ServerCommand(System.out, System.err));
    }

    /** Runs the command until {@link #stop} and returns its exit code. */
    int run(String... args) {
        int code = new CommandLine(this)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(this::usage)
                .setExecutionExceptionHandler(this::failed)
                .execute(args);
        if (code == DONE && out.checkError()) {
            err.println("server: cannot write the results");
            return ENVIRONMENT_FAILED;
        }
        return code;
    }

    /** Has {@link #run} print the totals and return. */
    void stop() {
        stopped.countDown();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Acceptor acceptor = acceptor()) {
            StopSignals.onFirst(this::stop);
            err.println("listening on " + given(acceptor.address().getPort()));
            if (summaryIntervalSeconds > 0) {
                while (!stopped.await(summaryIntervalSeconds, TimeUnit.SECONDS)) {
                    summarize(acceptor);
                }
            } else {
                stopped.await();
            }
            summarize(acceptor);
            return DONE;
        }
    }

    private void summarize(Acceptor acceptor) {
        StringBuilder line = new StringBuilder("accepted: " + acceptor.accepted());
        if (acceptor.acceptFailures() > 0) {
            line.append(", failed to accept: ").append(acceptor.acceptFailures());
        }
        acceptor.queueOverflows()
                .ifPresent(
                        overflows -> line.append(", accept queue overflows: ").append(overflows));
        out.println(line);
        out.flush();
    }

    private Acceptor acceptor() throws IOException {
        if (summaryIntervalSeconds < 0) {
            throw wrong("--summary-interval-sec " + summaryIntervalSeconds + ": expected 0 or more");
        }
        InetSocketAddress address = address();
        Acceptor.Builder builder = Acceptor.at(address);
        try {
            if (acceptors != null) {
                builder.threads(acceptors);
            }
            if (pauseMillis != null) {
                builder.pause(Duration.ofMillis(pauseMillis));
            }
            builder.backlog(backlog).closeMode(close);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        try {
            return builder.listen();
        } catch (IOException e) {
            throw new IOException("cannot listen on " + localAddress + ": " + e.getMessage(), e);
        }
    }

    private InetSocketAddress address() throws IOException {
        HostAndPort parsed;
        try {
            parsed = HostAndPort.fromString(localAddress);
        } catch (IllegalArgumentException e) {
            throw wrong("--local-addr '" + localAddress + "': expected HOST:PORT");
        }
        if (!parsed.hasPort()) {
            throw wrong("--local-addr '" + localAddress + "': expected HOST:PORT");
        }
        if (parsed.getHost().isEmpty()) {
            return new InetSocketAddress(parsed.getPort()); // ":8080", every address, as Go writes it
        }
        InetSocketAddress address = new InetSocketAddress(parsed.getHost(), parsed.getPort());
        if (address.isUnresolved()) {
            throw new UnknownHostException("--local-addr '" + localAddress + "': the name does not resolve");
        }
        return address;
    }

    /** The address as it was given, with the port that the kernel chose where that was left to it. */
    private String given(int port) {
        return HostAndPort.fromString(localAddress).getHost().isEmpty()
                ? ":" + port
                : HostAndPort.fromParts(HostAndPort.fromString(localAddress).getHost(), port)
                        .toString();
    }

    private ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException("used outside of a command line");
        }
        return new ParameterException(spec.commandLine(), message);
    }

    private int usage(ParameterException e, String[] args) {
        String message = String.valueOf(e.getMessage()).replace(System.lineSeparator(), " ");
        List<String> suggestions =
                e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        err.println("server: " + message
                + (suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?")
                + " (see server --help)");
        return USAGE;
    }

    private int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
        err.println("server: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        return ENVIRONMENT_FAILED;
    }
}
