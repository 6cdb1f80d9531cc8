package dev.meridian.repository;

import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.store.StoredObject;
import java.util.List;

/**
 * What a repository holds of one server.
 *
 * @param backups how many complete backups
 * @param logicalBytes what restoring all of them would write
 * @param backupBytes what all objects of backups take
 * @param walBytes what the log takes
 * @param objects how many objects there are in all
 */
public record ArchiveStatistics(
    int backups, long logicalBytes, long backupBytes, long walBytes, long objects) {

  static ArchiveStatistics of(List<BackupSummary> backups, List<StoredObject> objects) {
    return new ArchiveStatistics(
        backups.size(),
        backups.stream().mapToLong(BackupSummary::logicalBytes).sum(),
        bytes(objects, "/backups/"),
        bytes(objects, "/wal/"),
        objects.size());
  }

  private static long bytes(List<StoredObject> objects, String folder) {
    return objects.stream()
        .filter(object -> object.name().contains(folder))
        .mapToLong(StoredObject::size)
        .sum();
  }
}
