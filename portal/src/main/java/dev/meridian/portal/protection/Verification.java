package dev.meridian.portal.protection;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading the objects of a server's archive, all of them or a sample.
 *
 * @param state {@code Running}, {@code Good}, {@code Damaged}, or {@code Failed}: it could not be
 *     read
 * @param findings what is damaged or missing, and could not be healed
 * @param healed what was, and could be
 * @param failure why it could not be read
 */
public record Verification(
    String state,
    String scope,
    @Nullable Instant endedAt,
    List<Finding> findings,
    List<Finding> healed,
    @Nullable String failure) {

  /** Something about one object. */
  public record Finding(String code, String object, String message) {}

  /** How much is bad, for people. */
  public String damage() {
    return findings.size() == 1
        ? "1 object is damaged or missing, and no copy could heal it."
        : "%d objects are damaged or missing, and no copy could heal them."
            .formatted(findings.size());
  }

  /** How much was bad, for people. */
  public String healing() {
    return healed.size() == 1 ? "1 object" : "%d objects".formatted(healed.size());
  }

  /** What was read, for people. */
  public String extent() {
    return scope.equals("All") ? "all of it" : "a sample of it";
  }
}
