package dev.meridian.repository.backup;

import java.util.List;

/**
 * All that a backup consists of besides its files, of which there may be very many.
 *
 * @param summary the backup
 * @param packs by number
 * @param folders parents before children
 * @param links symbolic links
 */
public record BackupManifest(
    BackupSummary summary,
    List<Pack> packs,
    List<BackedUpFolder> folders,
    List<BackedUpLink> links) {

  /** Copies the lists. */
  public BackupManifest {
    packs = List.copyOf(packs);
    folders = List.copyOf(folders);
    links = List.copyOf(links);
  }
}
