package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.work.ProgressListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Reads one backup. Everything that is read is verified: what is damaged or missing is a {@link
 * dev.meridian.repository.store.DamagedObject} or {@link
 * dev.meridian.repository.store.MissingObject} that names the object. Safe for use by many threads.
 */
public final class BackupReader {

  private final Store store;
  private final Sealing sealing;
  private final IntFunction<String> packNames;
  private final BackupManifest manifest;

  BackupReader(
      Store store, Sealing sealing, IntFunction<String> packNames, BackupManifest manifest) {
    this.store = store;
    this.sealing = sealing;
    this.packNames = packNames;
    this.manifest = manifest;
  }

  /** All that the backup consists of. */
  public BackupManifest manifest() {
    return manifest;
  }

  /** The backup without the list of its files. */
  public BackupSummary summary() {
    return manifest.summary();
  }

  /** The content of a file of the data directory, {@code backup_label}; empty if there is none. */
  public Optional<byte[]> read(String path) {
    return manifest.file(path).map(this::read);
  }

  /** The content of one of the manifest's files, which must be shorter than 2 GiB. */
  public byte[] read(BackedUpFile file) {
    try (var cursor = cursor()) {
      return cursor.read(file);
    }
  }

  /**
   * Restores everything, in parallel: folders, links, and every file, written once and verified.
   * Modes are set as they were; owners are not.
   *
   * <p>When it fails, what was written so far stays: the caller deletes it. An interrupt ends it
   * with a {@link java.util.concurrent.CancellationException}.
   *
   * @param targetDirectory the new data directory; made if absent, otherwise it must be empty
   * @param tablespaces where each tablespace goes, by oid: made if absent, otherwise empty. One for
   *     each tablespace that is not in place; {@code pg_tblspc} gets a link to it.
   * @param sync whether everything must be durable when this returns
   * @param progress is told of bytes of file content
   * @throws IllegalArgumentException when a folder is not empty or a tablespace has none; then
   *     nothing was written
   * @throws java.io.UncheckedIOException when the target cannot be written to
   */
  public void restore(
      Path targetDirectory, Map<Long, Path> tablespaces, boolean sync, ProgressListener progress) {
    var folders = TargetFolders.checked(targetDirectory, tablespaces, manifest.summary());
    new RestoreFiles(manifest, folders, this::cursor, packNames, sync, progress).run();
  }

  /**
   * Reads and verifies everything without writing it anywhere: all packs, and if these are as they
   * should be, all files.
   *
   * @return what is wrong: for each bad pack, and after that for a bad file, one failure
   */
  public List<RepositoryException> verify() {
    List<RepositoryException> problems = new ArrayList<>();
    try (var cursor = cursor()) {
      for (Pack pack : manifest.packs()) {
        try {
          cursor.verify(pack);
        } catch (DamagedObject | MissingObject | UnsupportedFormat e) {
          problems.add(e);
        }
      }
      if (problems.isEmpty()) {
        manifest.files().forEach(cursor::verify);
      }
    } catch (DamagedObject e) {
      problems.add(e);
    }
    return problems;
  }

  /** The objects that aren't in the store, or aren't as long as they should be; reads none. */
  public List<String> missingObjects() {
    return manifest.packs().stream()
        .filter(pack -> store.size(packNames.apply(pack.number())).orElse(-1) != pack.stored())
        .map(pack -> packNames.apply(pack.number()))
        .toList();
  }

  PackCursor cursor() {
    return new PackCursor(store, sealing, packNames, manifest.packs());
  }
}
