package io.github.snatrace.client.page;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/** A report as a document, made from a template. */
public final class ReportDocument {

    private static final String LIBRARY = "uplot/uPlot.iife.min.js";

    private ReportDocument() {}

    /** A page in one file that needs no other: styles, the chart library with its license, and the data are in it. */
    public static String html(ReportView view) throws IOException {
        Page page = new Page(
                view,
                resource("report.css"),
                resource("uplot/uPlot.min.css"),
                resource("uplot/LICENSE").strip(),
                resource(LIBRARY),
                resource("report.js"));
        return template("report", ".html", Mustache.compiler().escapeHTML(true)).execute(page);
    }

    /** Text for a pull request. */
    public static String markdown(ReportView view) throws IOException {
        return template("report", ".md", Mustache.compiler().withEscaper(ReportDocument::escapeMarkdown))
                .execute(view);
    }

    /** What the template of the page takes beside the view. */
    private record Page(
            ReportView view, String style, String libraryStyle, String libraryLicense, String library, String script) {}

    private static Template template(String name, String suffix, Mustache.Compiler compiler) throws IOException {
        return compiler.nullValue("")
                .emptyStringIsFalse(true)
                .zeroIsFalse(true)
                .withLoader(partial -> new StringReader(resource(partial + suffix + ".mustache")))
                .compile(resource(name + suffix + ".mustache"));
    }

    /** Every sign that means something to Markdown, in tables or anywhere else, and to HTML within it. */
    private static String escapeMarkdown(String text) {
        return Escapers.simple(new String[][] {
                    {"&", "&amp;"},
                    {"<", "&lt;"},
                    {">", "&gt;"},
                    {"\\", "\\\\"},
                    {"|", "\\|"},
                    {"*", "\\*"},
                    {"_", "\\_"},
                    {"`", "\\`"},
                    {"[", "\\["},
                    {"]", "\\]"},
                    {"~", "\\~"},
                    {"\n", " "},
                })
                .escape(text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportDocument.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this jar has no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
