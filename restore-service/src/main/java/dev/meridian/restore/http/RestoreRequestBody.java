package dev.meridian.restore.http;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.operation.AskedRestore;
import dev.meridian.restore.plan.Target;
import org.jspecify.annotations.Nullable;

/** What is posted to ask for a restore. */
record RestoreRequestBody(
    @Nullable String sourceServer, @Nullable TargetBody target, @Nullable String newServerName) {

  record TargetBody(@Nullable String kind, @Nullable String at) {

    Target parsed() {
      if ("Latest".equals(kind) && at == null) {
        return Target.LATEST;
      }
      if ("PointInTime".equals(kind)) {
        return new Target(TargetTime.parse(at));
      }
      throw Refused.invalid(
              "target-invalid",
              "A target is {\"kind\":\"PointInTime\",\"at\":\"%s\"} or {\"kind\":\"Latest\"}"
                  .formatted(TargetTime.EXAMPLE))
          .field("target.kind");
    }
  }

  AskedRestore asked() {
    if (target == null) {
      throw missing("target");
    }
    return new AskedRestore(
        required("sourceServer", sourceServer),
        target.parsed(),
        required("newServerName", newServerName));
  }

  private static String required(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw missing(field);
    }
    return value;
  }

  private static Refused missing(String field) {
    return Refused.invalid("request-invalid", field + " is missing").field(field);
  }
}
