package io.github.snatrace.client.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of a report, as its templates take it.
 *
 * @param columns their headings; the first column names the rows
 */
public record ReportTable(String caption, List<Column> columns, List<Row> rows) {

    public ReportTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * A column.
     *
     * @param number whether it holds numbers, which stand under each other
     */
    record Column(String name, boolean number) {}

    /** A row, without the cell that names it. */
    record Row(String name, List<Cell> cells) {}

    /** A cell. */
    record Cell(String text, boolean number) {}

    /** Starts a table; columns whose names begin with {@code #} hold numbers. */
    static Builder of(String caption, String... columns) {
        return new Builder(
                caption,
                IntStream.range(0, columns.length)
                        .mapToObj(i -> columns[i].startsWith("#")
                                ? new Column(columns[i].substring(1), true)
                                : new Column(columns[i], false))
                        .toList());
    }

    /** Collects rows. */
    static final class Builder {
        private final String caption;
        private final List<Column> columns;
        private final List<Row> rows = new ArrayList<>();

        private Builder(String caption, List<Column> columns) {
            this.caption = caption;
            this.columns = columns;
        }

        Builder row(String name, List<String> cells) {
            if (cells.size() != columns.size() - 1) {
                throw new IllegalArgumentException("a row of " + cells.size() + " cells under " + columns);
            }
            rows.add(new Row(
                    name,
                    IntStream.range(0, cells.size())
                            .mapToObj(i ->
                                    new Cell(cells.get(i), columns.get(i + 1).number()))
                            .toList()));
            return this;
        }

        Builder row(String name, String... cells) {
            return row(name, List.of(cells));
        }

        ReportTable build() {
            return new ReportTable(caption, columns, rows);
        }
    }
}
