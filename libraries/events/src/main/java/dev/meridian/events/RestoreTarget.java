package dev.meridian.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.UUID;

/** What a restore aims at. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RestoreTarget.PointInTime.class, name = "PointInTime"),
  @JsonSubTypes.Type(value = RestoreTarget.Latest.class, name = "Latest"),
  @JsonSubTypes.Type(value = RestoreTarget.LogPosition.class, name = "LogPosition"),
  @JsonSubTypes.Type(value = RestoreTarget.BeforeTransaction.class, name = "BeforeTransaction"),
  @JsonSubTypes.Type(value = RestoreTarget.AfterTransaction.class, name = "AfterTransaction"),
  @JsonSubTypes.Type(value = RestoreTarget.BackupEnd.class, name = "BackupEnd"),
  @JsonSubTypes.Type(value = RestoreTarget.NamedPoint.class, name = "NamedPoint")
})
public sealed interface RestoreTarget {

  /**
   * Every transaction that was committed at or before an instant, and none after it.
   *
   * @param at with an offset on the wire; a time without one is refused
   */
  record PointInTime(Instant at) implements RestoreTarget {}

  /** All that the archive holds. */
  record Latest() implements RestoreTarget {}

  /**
   * Every transaction whose commit record ends at or before a log position: the server as it was
   * when {@code pg_current_wal_insert_lsn()} was this.
   *
   * @param lsn in PostgreSQL's text form, {@code 16/B374D848}
   */
  record LogPosition(String lsn) implements RestoreTarget {}

  /**
   * Every transaction that was committed before this one, in the order of the log, and not it.
   *
   * @param transactionId as {@code pg_current_xact_id()} or {@code xmin} give it
   */
  record BeforeTransaction(long transactionId) implements RestoreTarget {}

  /**
   * Every transaction that was committed before this one, in the order of the log, and it.
   *
   * @param transactionId as {@code pg_current_xact_id()} or {@code xmin} give it
   */
  record AfterTransaction(long transactionId) implements RestoreTarget {}

  /** What a backup holds by itself: no log is replayed but that of its own time. */
  record BackupEnd(UUID backupId) implements RestoreTarget {}

  /**
   * Every transaction that was committed before a named restore point; the newest one of several.
   *
   * @param name as {@code pg_create_restore_point} was given it
   */
  record NamedPoint(String name) implements RestoreTarget {}
}
