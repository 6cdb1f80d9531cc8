package dev.meridian.repository.backup;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A backup without the list of its files.
 *
 * @param id the backup's id; ids sort by the time the backups began
 * @param serverId the server's id
 * @param facts what the server said about it
 * @param tablespaces the tablespaces outside the data directory, and the in-place ones
 * @param files how many files it has
 * @param logicalBytes the sum of their sizes
 * @param storedBytes what the packs take that were written for it: what it added to the store
 * @param base the backup that it was compared with, if it is incremental; not needed to restore it
 * @param postgresManifest whether {@link BackupReader#postgresManifest} has something
 */
public record BackupSummary(
    UUID id,
    UUID serverId,
    BackupFacts facts,
    List<Tablespace> tablespaces,
    long files,
    long logicalBytes,
    long storedBytes,
    Optional<UUID> base,
    boolean postgresManifest) {

  /** Copies the list. */
  public BackupSummary {
    tablespaces = List.copyOf(tablespaces);
  }
}
