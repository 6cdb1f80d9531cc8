package dev.meridian.cli.terminal;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names and values, one a line, aligned; what isn't there isn't shown. */
public final class Facts {

  private final Map<String, String> facts = new LinkedHashMap<>();

  /** Adds a fact, unless it is {@link Shown#NOTHING}. */
  public Facts add(String name, String value) {
    if (!value.equals(Shown.NOTHING)) {
      facts.put(name, value);
    }
    return this;
  }

  /** Prints all of them. */
  public void print(PrintWriter out) {
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    facts.forEach(
        (name, value) -> out.println(name + " ".repeat(width - name.length()) + "  " + value));
  }
}
