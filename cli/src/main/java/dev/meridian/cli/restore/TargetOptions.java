package dev.meridian.cli.restore;

import dev.meridian.cli.api.Json;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** What a restore aims at: one of them. */
final class TargetOptions {

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "With an offset, Z or a zone: 2026-11-22T11:59:59+01:00.")
  private @Nullable String at;

  @Option(names = "--latest", description = "All that the archive holds.")
  private boolean latest;

  @Option(
      names = "--lsn",
      paramLabel = "LSN",
      description =
          "As the server was when pg_current_wal_insert_lsn() was this: all that is committed up to it.")
  private @Nullable String lsn;

  @Option(
      names = "--before-xid",
      paramLabel = "XID",
      description = "All that was committed before this transaction, and not it.")
  private @Nullable Long beforeXid;

  @Option(
      names = "--after-xid",
      paramLabel = "XID",
      description = "All that was committed before this transaction, and it.")
  private @Nullable Long afterXid;

  @Option(
      names = "--backup",
      paramLabel = "BACKUP",
      description = "What this backup holds by itself; no log after it is replayed.")
  private @Nullable String backup;

  @Option(
      names = "--point",
      paramLabel = "NAME",
      description = "What was committed before this restore point, by pg_create_restore_point.")
  private @Nullable String point;

  /** As restore-service takes it. */
  ObjectNode json(CommandLine command, ZoneId here) {
    ObjectNode aim = Json.object();
    if (at != null) {
      return aim.put("kind", "PointInTime").put("at", TargetTime.given(at, command, here));
    }
    if (lsn != null) {
      return aim.put("kind", "LogPosition").put("lsn", lsn);
    }
    if (beforeXid != null) {
      return aim.put("kind", "BeforeTransaction").put("transactionId", beforeXid);
    }
    if (afterXid != null) {
      return aim.put("kind", "AfterTransaction").put("transactionId", afterXid);
    }
    if (backup != null) {
      return aim.put("kind", "BackupEnd").put("backupId", backup);
    }
    if (point != null) {
      return aim.put("kind", "NamedPoint").put("name", point);
    }
    return aim.put("kind", "Latest");
  }
}
