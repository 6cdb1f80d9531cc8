package dev.meridian.portal.restore;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a restore aims at: its kind, and the one member that this kind has, if it has one. */
record Target(
    String kind,
    @Nullable Instant at,
    @Nullable String lsn,
    @Nullable Long transactionId,
    @Nullable UUID backupId,
    @Nullable String name) {

  /** For people, where it isn't an instant. */
  public String words() {
    return switch (kind) {
      case "Latest" -> "the latest";
      case "LogPosition" -> "position " + lsn;
      case "BeforeTransaction" -> "before transaction " + transactionId;
      case "AfterTransaction" -> "after transaction " + transactionId;
      case "NamedPoint" -> "restore point " + name;
      case "BackupEnd" -> "backup " + backupId;
      default -> kind;
    };
  }
}
