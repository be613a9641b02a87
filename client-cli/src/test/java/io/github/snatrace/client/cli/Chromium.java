package io.github.snatrace.client.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with one page, driven through its DevTools protocol. */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Pattern ENDPOINT = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final Answers answers;
    private final AtomicInteger ids = new AtomicInteger();
    private @Nullable String session;

    private Chromium(Process process, Path profile, WebSocket socket, Answers answers) {
        this.process = process;
        this.profile = profile;
        this.socket = socket;
        this.answers = answers;
    }

    /** Finds the program, and installs it where this user may: as root on a machine with apt-get. */
    static Optional<Path> find() throws IOException, InterruptedException {
        Optional<Path> found = inPath(NAMES);
        if (found.isPresent() || !isRoot() || inPath(List.of("apt-get")).isEmpty()) {
            return found;
        }
        System.err.println("missing: chromium; installing it with apt-get");
        aptGet("update");
        aptGet("install", "-y", "--no-install-recommends", "chromium");
        return inPath(NAMES);
    }

    static Chromium start(Path program) throws IOException {
        Path profile = Files.createTempDirectory("snat-race-chromium");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
        if (isRoot()) {
            command.add("--no-sandbox");
        }
        command.add("about:blank");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", profile.toString());
        Process process = builder.start();
        try {
            Answers answers = new Answers();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(endpoint(process), answers)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Chromium chromium = new Chromium(process, profile, socket, answers);
            chromium.attach();
            return chromium;
        } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
            end(process);
            throw new IOException("cannot drive " + program, e);
        }
    }

    /** Sizes the page and says what it is to prefer. */
    void present(int width, String colourScheme) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colourScheme))));
    }

    /** Opens a file, and returns when it has been loaded and drawn. */
    void open(Path page) throws IOException {
        answers.forget();
        CompletableFuture<JsonNode> loaded = answers.event("Page.loadEventFired");
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        await(loaded);
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /** What an expression evaluates to; a promise is waited for. */
    JsonNode evaluate(String expression) throws IOException {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(answer.get("exceptionDetails").toString());
        }
        return answer.get("result").path("value");
    }

    /** Presses and releases a key, such as {@code Tab} or {@code Enter}. */
    void press(String key, int code) throws IOException {
        for (String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of(
                            "type",
                            type,
                            "key",
                            key,
                            "code",
                            key,
                            "windowsVirtualKeyCode",
                            code,
                            "text",
                            key.equals("Enter") && type.equals("keyDown") ? "\r" : ""));
        }
    }

    /** Takes a picture of the whole page. */
    void picture(Path file) throws IOException {
        JsonNode answer = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(answer.get("data").asString()));
    }

    /** The addresses that the page asked for since it was opened. */
    List<String> requests() {
        return answers.seen("Network.requestWillBeSent").stream()
                .map(event -> event.get("request").get("url").asString())
                .toList();
    }

    /** What the page complained of since it was opened: exceptions, and errors and warnings of the console or the browser. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        answers.seen("Runtime.exceptionThrown").forEach(event -> complaints.add(event.toString()));
        answers.seen("Log.entryAdded").forEach(event -> complaints.add(event.toString()));
        answers.seen("Runtime.consoleAPICalled").stream()
                .filter(event -> List.of("error", "warning", "assert")
                        .contains(event.get("type").asString()))
                .forEach(event -> complaints.add(event.toString()));
        return complaints;
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        end(process);
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void attach() throws IOException {
        String target = call("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asString();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asString();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    private JsonNode call(String method, Map<String, ?> parameters) throws IOException {
        int id = ids.incrementAndGet();
        Map<String, Object> message = new ConcurrentHashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = answers.to(id);
        JsonNode received = await(socket.sendText(JsonMapper.shared().writeValueAsString(message), true)
                .thenCompose(sent -> answer));
        if (received.has("error")) {
            throw new IOException(method + ": " + received.get("error"));
        }
        return received.get("result");
    }

    private static JsonNode await(CompletableFuture<JsonNode> future) throws IOException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer of the browser", e);
        }
    }

    private static URI endpoint(Process process) throws IOException {
        BufferedReader lines = process.errorReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = ENDPOINT.matcher(line);
            if (matcher.find()) {
                // The rest is discarded, lest the browser wait for a reader.
                Thread drain = new Thread(() -> lines.lines().forEach(rest -> {}), "chromium-stderr");
                drain.setDaemon(true);
                drain.start();
                return URI.create(matcher.group(1));
            }
        }
        throw new IOException("the browser ended before it listened");
    }

    /** Ends the browser and the processes that it started. */
    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            for (ProcessHandle child : children) {
                child.destroyForcibly();
                child.onExit().get(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a process of the browser does not end", e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static Optional<Path> inPath(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":")).map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void aptGet(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            end(process);
        }
        if (process.exitValue() != 0) {
            System.err.println("apt-get " + arguments[0] + " failed with " + process.exitValue());
        }
    }

    /** What the browser says: answers to calls, and events. */
    private static final class Answers implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
        private final Map<String, CompletableFuture<JsonNode>> awaited = new ConcurrentHashMap<>();
        private final List<JsonNode> events = new CopyOnWriteArrayList<>();
        private final StringBuilder text = new StringBuilder();

        CompletableFuture<JsonNode> to(int id) {
            return calls.computeIfAbsent(id, any -> new CompletableFuture<>());
        }

        CompletableFuture<JsonNode> event(String method) {
            CompletableFuture<JsonNode> event = new CompletableFuture<>();
            awaited.put(method, event);
            return event;
        }

        List<JsonNode> seen(String method) {
            return events.stream()
                    .filter(event -> event.get("method").asString().equals(method))
                    .map(event -> event.get("params"))
                    .toList();
        }

        void forget() {
            events.clear();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(JsonMapper.shared().readTree(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        private void take(JsonNode message) {
            if (message.has("id")) {
                to(message.get("id").asInt()).complete(message);
                return;
            }
            events.add(message);
            CompletableFuture<JsonNode> waiting =
                    awaited.remove(message.get("method").asString());
            if (waiting != null) {
                waiting.complete(message);
            }
        }
    }
}
