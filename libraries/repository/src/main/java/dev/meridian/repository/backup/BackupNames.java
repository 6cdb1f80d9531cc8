package dev.meridian.repository.backup;

import java.util.UUID;

/**
 * The names of a server's backup objects.
 *
 * @param folder the folder of all the server's backups, with {@code /} at its end
 */
record BackupNames(String folder) {

  String backup(UUID id) {
    return folder + id + "/";
  }

  String manifest(UUID id) {
    return backup(id) + "manifest";
  }

  String pack(UUID id, int number) {
    return backup(id) + "pack-%06d".formatted(number);
  }
}
