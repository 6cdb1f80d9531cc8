package dev.meridian.cli.terminal;

import java.time.ZoneId;
import tools.jackson.databind.JsonNode;

/** To which times a server can be restored, in a few words: what would work. */
public final class ValidWindow {

  private ValidWindow() {}

  /**
   * The words, such as {@code from 10:00 to 12:00, but not between 10:30 and 11:00}.
   *
   * @param window has {@code earliest}, {@code latest} and {@code gaps}; with none of them, there
   *     is {@link Shown#NOTHING} to say
   */
  public static String text(JsonNode window, ZoneId zone) {
    Shown shown = new Shown(window, zone);
    if (shown.text("/earliest").equals(Shown.NOTHING)) {
      return Shown.NOTHING;
    }
    StringBuilder text =
        new StringBuilder("from ")
            .append(shown.time("/earliest"))
            .append(" to ")
            .append(shown.time("/latest"));
    for (JsonNode gap : window.path("gaps")) {
      Shown edges = new Shown(gap, zone);
      text.append(", but not between ").append(edges.time("/from")).append(" and ");
      text.append(gap.hasNonNull("to") ? edges.time("/to") : "now");
    }
    return text.toString();
  }

  /** The same after a sentence, in parentheses; empty where there is nothing to say. */
  public static String appended(JsonNode window, ZoneId zone) {
    String text = text(window, zone);
    return text.equals(Shown.NOTHING) ? "" : " (can be restored: " + text + ")";
  }
}
