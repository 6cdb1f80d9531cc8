package dev.meridian.repository.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a backup is restored to.
 *
 * @param dataDirectory the new data directory
 * @param tablespaces the tablespaces' folders by oid, without the in-place ones
 */
record TargetFolders(Path dataDirectory, Map<Long, Path> tablespaces) {

  /** Checks that all tablespaces have a folder and that every folder is empty or absent. */
  static TargetFolders checked(
      Path dataDirectory, Map<Long, Path> tablespaces, BackupSummary backup) {
    requireEmpty(dataDirectory);
    Map<Long, Path> needed = new HashMap<>();
    for (Tablespace tablespace : backup.tablespaces()) {
      if (!tablespace.inPlace()) {
        Path folder = tablespaces.get(tablespace.oid());
        if (folder == null) {
          throw new IllegalArgumentException(
              "Tablespace %d of backup %s needs a folder (it was at %s)"
                  .formatted(tablespace.oid(), backup.id(), tablespace.location()));
        }
        requireEmpty(folder);
        needed.put(tablespace.oid(), folder);
      }
    }
    return new TargetFolders(dataDirectory, Map.copyOf(needed));
  }

  private static void requireEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      if (children.iterator().hasNext()) {
        throw new IllegalArgumentException("The folder to restore to is not empty: " + folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not look into " + folder, e);
    }
  }

  /** Where this path of a backup goes. */
  Path resolve(long tablespace, String path) {
    if (tablespace == Tablespace.DATA_DIRECTORY) {
      return dataDirectory.resolve(path);
    }
    Path folder = tablespaces.get(tablespace);
    return (folder == null ? dataDirectory.resolve("pg_tblspc/" + tablespace) : folder)
        .resolve(path);
  }

  /** Whether a link of the backup stands for a tablespace, which gets its own. */
  boolean isTablespaceLink(BackedUpLink link) {
    return link.tablespace() == Tablespace.DATA_DIRECTORY
        && tablespaces.keySet().stream().anyMatch(oid -> link.path().equals("pg_tblspc/" + oid));
  }
}
