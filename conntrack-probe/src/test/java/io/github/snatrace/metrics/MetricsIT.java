package io.github.snatrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.snatrace.commandline.Program;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
final class MetricsIT {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @BeforeEach
    void count() {
        Counter.builder().name("things").help("Things.").register(registry).inc(3);
    }

    @Test
    void publish_onAPort_servesOnLoopback() throws Exception {
        try (MetricsOptions.Publication publication = publish("--metrics", "0")) {
            String url = err().strip().replaceFirst(".* at ", "");

            publication.refresh();

            assertThat(url).startsWith("http://127.0.0.1:");
            assertThat(get(url)).contains("things_total 3.0");
        }
    }

    @Test
    void publish_whileAScraperDoesNotRead_servesTheOthers() throws Exception {
        try (MetricsServer server = MetricsServer.listen(MetricsAddress.parse("0"), registry);
                Socket dead = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            dead.getOutputStream().write("GET /metrics HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(get("http://127.0.0.1:" + server.port() + "/metrics")).contains("things_total 3.0");
        }
    }

    @Test
    void publish_onAPortThatIsTaken_saysSoInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            publish("--metrics", Integer.toString(taken.getLocalPort())).close();

            assertThat(err())
                    .isEqualTo("probe: cannot serve metrics on 127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use; the measurement goes on\n");
        }
    }

    @Test
    void publish_toAFile_writesItWholeAndLeavesNothingBeside() throws IOException {
        Path file = directory.resolve("conntrack.prom");

        publish("--metrics-file", file.toString()).close();

        assertThat(file).content().contains("things_total 3.0");
        assertThat(directory.toFile().list()).containsExactly("conntrack.prom");
    }

    @Test
    void publish_toAFileThatCannotBe_saysSoOnce() {
        Path file = directory.resolve("missing/conntrack.prom");
        try (MetricsOptions.Publication publication = publish("--metrics-file", file.toString())) {
            publication.refresh();
            publication.refresh();
        }

        assertThat(err())
                .isEqualTo("probe: cannot write the metrics: cannot write " + file
                        + ": no such directory; the measurement goes on\n");
    }

    private MetricsOptions.Publication publish(String... args) {
        MetricsOptions options = CommandLine.populateCommand(new MetricsOptions(), args);
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return options.publish(registry, new Program("probe", stream, stream));
    }

    private static String get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
