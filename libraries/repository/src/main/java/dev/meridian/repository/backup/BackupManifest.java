package dev.meridian.repository.backup;

import java.util.List;
import java.util.Optional;

/**
 * All that a backup consists of.
 *
 * @param summary the backup
 * @param packs by number
 * @param folders parents before children
 * @param links symbolic links
 * @param files in the order in which they were backed up
 */
public record BackupManifest(
    BackupSummary summary,
    List<Pack> packs,
    List<BackedUpFolder> folders,
    List<BackedUpLink> links,
    List<BackedUpFile> files) {

  /** Copies the lists. */
  public BackupManifest {
    packs = List.copyOf(packs);
    folders = List.copyOf(folders);
    links = List.copyOf(links);
    files = List.copyOf(files);
  }

  /** Whether it consists of other backups' packs, too. */
  public boolean isSharing() {
    return packs.stream().anyMatch(pack -> !pack.of().equals(summary.id()));
  }

  /** The file of this path in the data directory. */
  public Optional<BackedUpFile> file(String path) {
    return files.stream()
        .filter(
            file ->
                file.header().tablespace() == Tablespace.DATA_DIRECTORY
                    && file.header().path().equals(path))
        .findFirst();
  }
}
