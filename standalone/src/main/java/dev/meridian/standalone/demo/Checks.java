package dev.meridian.standalone.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the demo found to be true, or not. */
final class Checks {

  private final Narration narration;
  private final List<Check> checks = new ArrayList<>();

  Checks(Narration narration) {
    this.narration = narration;
  }

  /**
   * Notes one.
   *
   * @param claim what ought to be true
   * @param figures what was measured or compared
   */
  void that(String claim, boolean holds, Map<String, Object> figures) {
    Check check = new Check(claim, holds, new LinkedHashMap<>(figures));
    checks.add(check);
    narration.check(check);
  }

  /** Two things ought to be the same. */
  void same(String claim, Object expected, Object found) {
    that(claim, expected.equals(found), Map.of("expected", expected, "found", found));
  }

  long passed() {
    return checks.stream().filter(Check::passed).count();
  }

  List<Check> all() {
    return List.copyOf(checks);
  }

  record Check(String claim, boolean passed, Map<String, Object> figures) {}
}
