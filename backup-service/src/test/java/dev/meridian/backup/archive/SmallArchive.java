package dev.meridian.backup.archive;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What there may be of a server, in little: backups of a file, and some log. */
public final class SmallArchive {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private SmallArchive() {}

  /** Takes a backup of one file; its id. */
  public static UUID backUp(ServerArchive archive) {
    try (var backup = archive.newBackup()) {
      backup.beginFile(new FileHeader("file", 0, 5000, 0600, NOON));
      backup.write(new byte[5000], 0, 5000);
      backup.endFile();
      return backup
          .complete(
              new BackupFacts(
                  "daily", "18.6", 1, 16 << 20, 1, new Lsn(28), new Lsn(120), NOON, NOON))
          .id();
    }
  }

  /** Appends three pieces of log. */
  public static void log(ServerArchive archive) {
    try (var writer = archive.walWriter()) {
      for (int piece = 0; piece < 3; piece++) {
        writer.append(1, new Lsn(5000L * piece), new byte[5000], List.of());
      }
    }
  }

  /** Copies all that a store has. */
  public static void copy(Store from, Store to) {
    for (StoredObject object : from.listAll("")) {
      to.putIfAbsent(object.name(), Content.of(from.readBytes(object.name(), 0, 1 << 20)));
    }
  }
}
