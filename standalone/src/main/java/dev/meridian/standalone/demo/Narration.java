package dev.meridian.standalone.demo;

import java.io.PrintWriter;
import java.time.Duration;

/** Tells the story as it goes. */
final class Narration {

  private final PrintWriter out;
  private final long began = System.nanoTime();

  Narration(PrintWriter out) {
    this.out = out;
  }

  void step(String format, Object... arguments) {
    out.printf("%6.1f s  %s%n", seconds(), format.formatted(arguments));
    out.flush();
  }

  void check(Checks.Check check) {
    out.printf("          %s %s%n", check.passed() ? "✓" : "✗", check.claim());
    if (!check.passed()) {
      out.printf("            %s%n", check.figures());
    }
    out.flush();
  }

  double seconds() {
    return Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3;
  }
}
