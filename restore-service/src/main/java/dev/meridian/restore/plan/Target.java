package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import java.time.Instant;
import java.util.UUID;

/** What a restore aims at; each kind has one text, which is kept and fingerprints it. */
public sealed interface Target {

  /** All that the archive holds. */
  Target LATEST = new Latest();

  /** What it is called, in events and where it is kept. */
  default String kind() {
    return getClass().getSimpleName();
  }

  /** What it is, besides its kind; empty for the latest. */
  String value();

  /** Every transaction that was committed at or before an instant, and none after it. */
  record PointInTime(Instant at) implements Target {
    @Override
    public String value() {
      return at.toString();
    }
  }

  /** All that the archive holds. */
  record Latest() implements Target {
    @Override
    public String value() {
      return "";
    }
  }

  /** Every transaction whose commit record ends at or before a log position. */
  record LogPosition(Lsn lsn) implements Target {
    @Override
    public String value() {
      return lsn.toString();
    }
  }

  /** Every transaction that was committed before this one, and not it. */
  record BeforeTransaction(long transactionId) implements Target {
    @Override
    public String value() {
      return Long.toString(transactionId);
    }
  }

  /** Every transaction that was committed before this one, and it. */
  record AfterTransaction(long transactionId) implements Target {
    @Override
    public String value() {
      return Long.toString(transactionId);
    }
  }

  /** What a backup holds by itself. */
  record BackupEnd(UUID backupId) implements Target {
    @Override
    public String value() {
      return backupId.toString();
    }
  }

  /** Every transaction that was committed before a named restore point. */
  record NamedPoint(String name) implements Target {
    @Override
    public String value() {
      return name;
    }
  }

  /**
   * A target by its texts.
   *
   * @throws IllegalArgumentException when there is no such kind, or the value isn't one of it
   */
  static Target of(String kind, String value) {
    return switch (kind) {
      case "PointInTime" -> new PointInTime(Instant.parse(value));
      case "Latest" -> LATEST;
      case "LogPosition" -> new LogPosition(Lsn.parse(value));
      case "BeforeTransaction" -> new BeforeTransaction(Long.parseLong(value));
      case "AfterTransaction" -> new AfterTransaction(Long.parseLong(value));
      case "BackupEnd" -> new BackupEnd(UUID.fromString(value));
      case "NamedPoint" -> new NamedPoint(value);
      default -> throw new IllegalArgumentException("No kind of target: " + kind);
    };
  }
}
