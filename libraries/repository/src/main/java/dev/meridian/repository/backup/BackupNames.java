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

  String claim(UUID id) {
    return backup(id) + "base";
  }

  String postgresManifest(UUID id) {
    return backup(id) + "postgres-manifest";
  }

  String pack(Pack pack) {
    return pack(pack.of(), pack.numberThere());
  }

  String pack(UUID id, int number) {
    return backup(id) + "pack-%06d".formatted(number);
  }
}
