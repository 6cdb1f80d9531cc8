package dev.meridian.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, aligned; nothing is ever cut off. */
public final class Table {

  private static final String GUTTER = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these headings. */
  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  /** Adds a row: one cell for each heading. */
  public Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "%d cells under %d headings".formatted(cells.length, rows.getFirst().size()));
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Prints all of it, headings first. */
  public void print(PrintWriter out) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length()).append(GUTTER);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
