package io.github.snatrace.trace;

import io.github.snatrace.host.Host;
import io.github.snatrace.host.UnavailableException;
import io.github.snatrace.netns.NetworkNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A running nft that takes commands and owns the tables that it makes: the kernel removes them when its socket closes,
 * and it ends when its input does, so nothing outlives this program, however it ends.
 */
final class NftSession implements AutoCloseable {
    private static final int LIMIT_SECONDS = 20;

    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

    private NftSession(Process process) {
        this.process = process;
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        // Everything that nft prints in JSON is one line.
        follow(process.getInputStream(), answers);
        follow(process.getErrorStream(), errors);
    }

    /**
     * Starts one in a namespace.
     *
     * @throws UnavailableException if there is no nft here
     */
    static NftSession open(Host host, NetworkNamespace namespace) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("nft", "-j", "-i");
        builder.environment().put("LC_ALL", "C");
        try {
            return new NftSession(namespace.inside(host, builder::start));
        } catch (UnavailableException e) {
            throw e;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("error=2,")) {
                throw new UnavailableException("there is no command nft");
            }
            throw e;
        }
    }

    /**
     * Has commands done, and waits for that.
     *
     * @param question a command that nft answers, the last one
     * @return the answer
     * @throws UnavailableException if nft refuses one of them, with what it says
     */
    String run(List<String> lines, String question) throws IOException {
        errors.clear();
        answers.clear();
        try {
            for (String line : lines) {
                commands.write(line + "\n");
            }
            commands.write(question + "\n");
            commands.flush();
            String answer = "";
            while (!answer.contains("{\"nftables\"")) {
                answer = answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (answer == null || (answer.isEmpty() && !process.isAlive())) {
                    throw new UnavailableException("nft ends or gives no answer: " + complaint());
                }
            }
            if (!errors.isEmpty()) {
                throw new UnavailableException("nft: " + complaint());
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while nft worked", e);
        }
    }

    /** Returns whether it goes on. */
    boolean isAlive() {
        return process.isAlive();
    }

    private String complaint() {
        List<String> said = new ArrayList<>();
        errors.drainTo(said);
        return said.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> line.substring(line.indexOf("Error: ") < 0 ? 0 : line.indexOf("Error: ") + 7))
                .orElse("it says nothing");
    }

    private static void follow(InputStream stream, BlockingQueue<String> lines) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader text =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        text.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException e) {
                        lines.add(String.valueOf(e.getMessage()));
                    }
                    // Whoever waits for a line learns that there will be none.
                    lines.add("");
                },
                "output of nft");
        reader.setDaemon(true);
        reader.start();
    }

    /** Ends nft, and waits until it has gone, and with it its tables. */
    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException e) {
            // It has ended already.
            process.destroy();
        }
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
