package dev.meridian.repository;

import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.Pack;
import dev.meridian.repository.store.StoredObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a repository holds of one server.
 *
 * @param backups how many complete backups
 * @param logicalBytes what restoring all of them would write
 * @param backupBytes what all objects of backups take
 * @param sharedBytes how much more they would take if no backup shared packs with another
 * @param walBytes what the log takes
 * @param objects how many objects there are in all
 */
public record ArchiveStatistics(
    int backups,
    long logicalBytes,
    long backupBytes,
    long sharedBytes,
    long walBytes,
    long objects) {

  static ArchiveStatistics of(
      List<BackupSummary> backups, Stream<Pack> packs, List<StoredObject> objects) {
    return new ArchiveStatistics(
        backups.size(),
        backups.stream().mapToLong(BackupSummary::logicalBytes).sum(),
        bytes(objects, "/backups/"),
        shared(packs),
        bytes(objects, "/wal/"),
        objects.size());
  }

  /** Of packs that were named before. */
  private static long shared(Stream<Pack> packs) {
    Set<Named> named = new HashSet<>();
    return packs
        .filter(pack -> !named.add(new Named(pack.of(), pack.numberThere())))
        .mapToLong(Pack::stored)
        .sum();
  }

  private record Named(UUID backup, int number) {}

  private static long bytes(List<StoredObject> objects, String folder) {
    return objects.stream()
        .filter(object -> object.name().contains(folder))
        .mapToLong(StoredObject::size)
        .sum();
  }
}
