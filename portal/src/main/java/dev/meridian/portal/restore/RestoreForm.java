package dev.meridian.portal.restore;

import dev.meridian.portal.page.Entered;
import dev.meridian.portal.page.FormErrors;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The form for a restore as it was filled in.
 *
 * @param storageGb how much storage the new server has; as the source, where it is left empty
 * @param settings whether the source's own settings go along: {@code AsOfTarget} or {@code
 *     TierDefaults}
 * @param key of the request: sent twice, it begins one restore
 */
record RestoreForm(
    @Nullable String target,
    @Nullable String time,
    @Nullable String zone,
    @Nullable String newServerName,
    @Nullable String storageGb,
    @Nullable String settings,
    @Nullable String key) {

  private static final String AS_OF_TARGET = "AsOfTarget";

  /** The form's fields by what restore-service calls them. */
  static final Map<String, String> FIELDS =
      Map.of(
          "target.at", "time",
          "target.kind", "target",
          "newServerName", "newServerName",
          "pricingTier.storageGb", "storageGb",
          "settings", "settings");

  /** What is most likely asked for. */
  static RestoreForm proposal(String time, String newServerName) {
    return new RestoreForm(
        "time", time, "UTC", newServerName, null, AS_OF_TARGET, UUID.randomUUID().toString());
  }

  /** The same as a request of its own: the one before was refused. */
  RestoreForm again() {
    return new RestoreForm(
        target, time, zone, newServerName, storageGb, settings, UUID.randomUUID().toString());
  }

  /** Whether everything is asked for that the archive has. */
  public boolean latest() {
    return "latest".equals(target);
  }

  Map<String, Object> body(UUID source, FormErrors errors) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("sourceServer", source.toString());
    if (latest()) {
      body.put("target", Map.of("kind", "Latest"));
    } else {
      Optional<Instant> at = TargetTime.parse(time, zone, errors);
      at.ifPresent(
          instant -> body.put("target", Map.of("kind", "PointInTime", "at", instant.toString())));
    }
    String name = Entered.text(newServerName);
    if (name == null) {
      errors.field("newServerName", "Give the new server a name");
    } else {
      body.put("newServerName", name);
    }
    Integer storage =
        Entered.text(storageGb) == null ? null : Entered.number("storageGb", storageGb, errors);
    if (storage != null) {
      body.put("pricingTier", Map.of("storageGb", storage));
    }
    String whose = Entered.text(settings);
    if (whose != null) {
      body.put("settings", whose);
    }
    return body;
  }

  /** With a key, where it came without one. */
  RestoreForm keyed() {
    return Entered.text(key) == null ? again() : this;
  }
}
