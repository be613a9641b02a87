package io.github.snatrace.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Opens reports in a browser, at the widths of a phone and of a desk, in both themes. Pictures are left for people to look at. */
@Timeout(900)
class ReportPageIT {

    private static final Path PICTURES = Path.of("target", "report-pictures");

    /** The charts that were drawn: a canvas with paint on it, or a drawing of some size with shapes in it. */
    private static final String CHARTS = """
            (() => {
              const painted = canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
                  .data.some((value, index) => index % 4 === 3 && value > 0);
              const canvases = [...document.querySelectorAll("canvas")];
              const drawings = [...document.querySelectorAll("figure li > svg")];
              return {
                canvases: canvases.length,
                blankCanvases: canvases.filter(canvas => !painted(canvas)).length,
                drawings: drawings.length,
                blankDrawings: drawings.filter(svg => svg.getBoundingClientRect().width < 40
                    || ![...svg.querySelectorAll("line, rect, circle")].some(shape => shape.getBBox().width + shape.getBBox().height > 0)).length,
                unnamed: [...document.querySelectorAll("[role=img]")].filter(chart => !chart.getAttribute("aria-label")).length,
                beyondTheEdge: document.documentElement.scrollWidth - document.documentElement.clientWidth,
              };
            })()""";

    /** The texts that do not stand out from what is behind them, by the formula of WCAG 2. */
    private static final String FAINT_TEXTS = """
            (() => {
              const parse = colour => colour.match(/[\\d.]+/g).map(Number);
              const luminance = ([red, green, blue]) => [red, green, blue]
                  .map(value => value / 255)
                  .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
                  .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
              const behind = element => {
                for (let at = element; at; at = at.parentElement) {
                  const colour = parse(getComputedStyle(at).backgroundColor);
                  if (colour.length < 4 || colour[3] > 0) return colour;
                }
                return [255, 255, 255];
              };
              const faint = [];
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              for (let text = texts.nextNode(); text; text = texts.nextNode()) {
                const element = text.parentElement;
                if (!text.data.trim() || !element.checkVisibility() || element.matches("script, style, noscript")) continue;
                const [one, other] = [parse(getComputedStyle(element).color), behind(element)].map(luminance);
                const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
                if (contrast < 4.5) faint.push(contrast.toFixed(2) + " " + text.data.trim());
              }
              return faint;
            })()""";

    private static Chromium chromium;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<Path> program = Chromium.find();
        if (program.isEmpty()) {
            String reason = "no Chromium: install the package chromium to have the report opened in it";
            if ("true".equals(System.getenv("CI"))) {
                fail(reason);
            }
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        chromium = Chromium.start(program.orElseThrow());
    }

    @AfterAll
    static void end() throws IOException {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void comparison_isDrawnCompletelyAndAsksForNothing(int width, String theme) throws IOException {
        Path page = report(new ReportFixture(directory).write());
        chromium.present(width, theme);

        chromium.open(page);

        chromium.picture(PICTURES.resolve("comparison-" + width + "-" + theme + ".png"));
        assertThat(chromium.complaints()).isEmpty();
        assertThat(chromium.requests()).containsOnly(page.toUri().toString());
        JsonNode charts = chromium.evaluate(CHARTS);
        // Two sides with two charts each and the spectrum; rates of both, a ratio, and two CPUs a side.
        assertThat(charts.toString())
                .isEqualTo("{\"canvases\":5,\"blankCanvases\":0,\"drawings\":7,\"blankDrawings\":0,\"unnamed\":0,"
                        + "\"beyondTheEdge\":0}");
        assertThat(texts(FAINT_TEXTS)).isEmpty();
        assertThat(chromium.evaluate("document.body.innerText").asString())
                .contains("better", "0 of 16,000 connects failed", "Timeline", "Latency of the connects", "CPU 1")
                .contains("one for one", "Environment", "10.99.0.2:8080", "Raw numbers");
    }

    @ParameterizedTest
    @CsvSource({"1280, dark", "390, light"})
    void countsAlone_makeAPageThatSaysWhatIsMissing(int width, String theme) throws IOException {
        Path file = Files.writeString(
                directory.resolve("counts.json"), "{\"attempts\":5000,\"outcomes\":{\"CONNECTED\":5000}}");
        Path page = report(List.of(file.toString()));
        chromium.present(width, theme);

        chromium.open(page);

        chromium.picture(PICTURES.resolve("counts-" + width + "-" + theme + ".png"));
        assertThat(chromium.complaints()).isEmpty();
        assertThat(texts(FAINT_TEXTS)).isEmpty();
        assertThat(chromium.evaluate(CHARTS).get("beyondTheEdge").asInt()).isZero();
        assertThat(chromium.evaluate("document.body.innerText").asString())
                .contains("0 of 5,000 connects failed (at most 0.06 %, 95 %)", "What is missing", "no series")
                .doesNotContain("Timeline");
    }

    @Test
    void hostileTexts_stayTexts() throws IOException {
        String name = "</script><script>console.error('run')</script><!--<script>";
        String title = name + "<img src=http://127.0.0.1:9/x onerror=console.error(1)>";
        List<String> arguments = new ArrayList<>(List.of("--title", title));
        for (String argument : new ReportFixture(directory).write()) {
            arguments.add(argument.replace(ReportFixture.CANDIDATE, name));
        }
        Path page = report(arguments);
        chromium.present(1280, "light");

        chromium.open(page);

        assertThat(chromium.complaints()).isEmpty();
        assertThat(chromium.requests()).containsOnly(page.toUri().toString());
        assertThat(chromium.evaluate("document.images.length").asInt()).isZero();
        assertThat(chromium.evaluate("document.title").asString()).isEqualTo(title);
        assertThat(chromium.evaluate("document.body.innerText").asString()).contains(name);
    }

    @Test
    void hostileValuesOfFiles_stayTexts() throws IOException {
        String value = "</script><script>console.error(1)</script><img src=http://127.0.0.1:9/x onerror=alert(1)>";
        Path file = Files.writeString(directory.resolve("hostile.json"), """
                {"attempts":100,"outcomes":{"CONNECTED":99,"TIMED_OUT":1},"valid":false,
                 "kernel":"VALUE","topology":"VALUE","target":"VALUE","invalidBecause":["VALUE","{{name}}"]}""".replace("VALUE", value));
        Path page = report(List.of(file.toString()));
        chromium.present(1280, "light");

        chromium.open(page);

        assertThat(chromium.complaints()).isEmpty();
        assertThat(chromium.requests()).containsOnly(page.toUri().toString());
        assertThat(chromium.evaluate("document.images.length").asInt()).isZero();
        assertThat(chromium.evaluate("document.body.innerText").asString()).contains(value, "{{name}}");
    }

    @Test
    void themeSwitch_worksFromTheKeyboardAndRedrawsTheCharts() throws IOException {
        Path page = report(new ReportFixture(directory).write());
        chromium.present(1280, "light");
        chromium.open(page);
        String ground = "getComputedStyle(document.body).backgroundColor";
        assertThat(chromium.evaluate(ground).asString()).isEqualTo("rgb(255, 255, 255)");

        chromium.press("Tab", 9);
        assertThat(chromium.evaluate("document.activeElement.id").asString()).isEqualTo("theme");
        chromium.press("Enter", 13);

        assertThat(chromium.evaluate(ground).asString()).isNotEqualTo("rgb(255, 255, 255)");
        assertThat(chromium.evaluate("document.activeElement.getAttribute('aria-pressed')")
                        .asString())
                .isEqualTo("true");
        JsonNode charts = chromium.evaluate(CHARTS);
        assertThat(charts.get("canvases").asInt()).isEqualTo(5);
        assertThat(charts.get("blankCanvases").asInt()).isZero();
        assertThat(texts(FAINT_TEXTS)).isEmpty();
        assertThat(chromium.complaints()).isEmpty();
    }

    private Path report(List<String> runs) {
        Path page = directory.resolve("report.html");
        List<String> arguments = new ArrayList<>(List.of("report", "--output", page.toString()));
        arguments.addAll(runs);
        assertThat(CommandLineRun.of(arguments.toArray(String[]::new))).isEqualTo(new CommandLineRun(0, "", ""));
        return page;
    }

    private static List<String> texts(String expression) throws IOException {
        List<String> texts = new ArrayList<>();
        chromium.evaluate(expression).forEach(text -> texts.add(text.asString()));
        return texts;
    }
}
