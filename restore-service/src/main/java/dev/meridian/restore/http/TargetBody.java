package dev.meridian.restore.http;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.postgres.Lsn;
import dev.meridian.restore.plan.Target;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A target as it is posted: its kind, and the one member that this kind needs. */
record TargetBody(
    @Nullable String kind,
    @Nullable String at,
    @Nullable String lsn,
    @Nullable Long transactionId,
    @Nullable String backupId,
    @Nullable String name) {

  private static final long FIRST_NORMAL = 3;
  private static final int LONGEST_NAME = 63;

  Target parsed() {
    return switch (kind == null ? "" : kind) {
      case "Latest" -> only(null, () -> Target.LATEST);
      case "PointInTime" -> only(at, () -> new Target.PointInTime(TargetTime.parse(at)));
      case "LogPosition" -> only(lsn, () -> new Target.LogPosition(position(lsn)));
      case "BeforeTransaction" ->
          only(transactionId, () -> new Target.BeforeTransaction(id(transactionId)));
      case "AfterTransaction" ->
          only(transactionId, () -> new Target.AfterTransaction(id(transactionId)));
      case "BackupEnd" -> only(backupId, () -> new Target.BackupEnd(backup(backupId)));
      case "NamedPoint" -> only(name, () -> new Target.NamedPoint(pointName(name)));
      default -> throw unknown();
    };
  }

  /** A member of another kind would mean that something else was meant. */
  private Target only(@Nullable Object mine, Supplier<Target> target) {
    for (Object member : new @Nullable Object[] {at, lsn, transactionId, backupId, name}) {
      if (member != null && member != mine) {
        throw unknown();
      }
    }
    return target.get();
  }

  private static Refused unknown() {
    return Refused.invalid(
            "target-invalid",
            ("A target is {\"kind\":\"PointInTime\",\"at\":\"%s\"}, {\"kind\":\"Latest\"},"
                    + " {\"kind\":\"LogPosition\",\"lsn\":\"16/B374D848\"},"
                    + " {\"kind\":\"BeforeTransaction\",\"transactionId\":48213}, AfterTransaction"
                    + " likewise, {\"kind\":\"BackupEnd\",\"backupId\":\"…\"},"
                    + " or {\"kind\":\"NamedPoint\",\"name\":\"…\"}")
                .formatted(TargetTime.EXAMPLE))
        .field("target.kind");
  }

  private static Lsn position(@Nullable String text) {
    try {
      return Lsn.parse(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("target-invalid", "A log position is one such as 16/B374D848")
          .field("target.lsn");
    }
  }

  private static long id(@Nullable Long number) {
    if (number == null || number < FIRST_NORMAL) {
      throw Refused.invalid("target-invalid", "A transaction id is a number from 3 on")
          .field("target.transactionId");
    }
    return number;
  }

  private static String pointName(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > LONGEST_NAME) {
      throw Refused.invalid("target-invalid", "A restore point's name has 1 to 63 characters")
          .field("target.name");
    }
    return text;
  }

  private static UUID backup(@Nullable String text) {
    try {
      return UUID.fromString(text == null ? "" : text);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("target-invalid", "A backup is named by its id, a UUID")
          .field("target.backupId");
    }
  }
}
