package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.work.AtOnce;
import dev.meridian.repository.work.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one backup. Everything that is read is verified: what is damaged or missing is a {@link
 * dev.meridian.repository.store.DamagedObject} or {@link
 * dev.meridian.repository.store.MissingObject} that names the object. Safe for use by many threads.
 */
public final class BackupReader {

  private final Store store;
  private final Sealing sealing;
  private final BackupNames names;
  private final ManifestReader reader;
  private final BackupManifest manifest;

  /** Reads all of the manifest, and holds what it says besides the files. */
  BackupReader(Store store, Sealing sealing, BackupNames names, ManifestReader reader) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
    this.reader = reader;
    this.manifest = reader.read(file -> {});
  }

  /** All that the backup consists of besides its files. */
  public BackupManifest manifest() {
    return manifest;
  }

  /** The backup without the list of its files. */
  public BackupSummary summary() {
    return manifest.summary();
  }

  /**
   * Passes on all files, in the order in which they were backed up. There may be very many: the
   * manifest is read again for them each time.
   */
  public void forEachFile(Consumer<BackedUpFile> files) {
    reader.read(files::accept);
  }

  /** The file of this path in the data directory. */
  public Optional<BackedUpFile> file(String path) {
    var found = new AtomicReference<@Nullable BackedUpFile>();
    forEachFile(
        file -> {
          FileHeader header = file.header();
          if (header.tablespace() == Tablespace.DATA_DIRECTORY && header.path().equals(path)) {
            found.compareAndSet(null, file);
          }
        });
    return Optional.ofNullable(found.get());
  }

  /** The content of a file of the data directory, {@code backup_label}; empty if there is none. */
  public Optional<byte[]> read(String path) {
    return file(path).map(this::read);
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
    new RestoreFiles(manifest, reader, folders, this::cursor, this::packName, sync, progress).run();
  }

  /**
   * As {@link #restore}, nothing durable, in two steps: what PostgreSQL must have to begin to
   * replay the log, and large files of relations.
   */
  public RestoreInSteps restoreInSteps(
      Path targetDirectory, Map<Long, Path> tablespaces, ProgressListener progress) {
    var folders = TargetFolders.checked(targetDirectory, tablespaces, manifest.summary());
    return new RestoreInSteps(
        new RestoreFiles(manifest, reader, folders, this::cursor, this::packName, false, progress),
        new LateFiles(folders));
  }

  /** As {@link Backups#copyPostgresManifest}, of this one. */
  public void copyPostgresManifest(OutputStream sink) throws IOException {
    PostgresManifest.copy(store, sealing, names.postgresManifest(summary().id()), sink);
  }

  /** As {@link #verify(Set)}, with no pack known to be good. */
  public List<RepositoryException> verify() {
    return verify(new HashSet<>());
  }

  /**
   * Reads and verifies everything without writing it anywhere: all packs, and if these are as they
   * should be, all files.
   *
   * @param good packs, by their objects' names, that were seen to be good already and are not read
   *     again; those that are found good here are added
   * @return what is wrong: for each bad pack, and after that for a bad file, one failure
   */
  public List<RepositoryException> verify(Set<String> good) {
    List<RepositoryException> problems = new ArrayList<>();
    try (var cursor = cursor()) {
      for (Pack pack : manifest.packs()) {
        attempt(problems, () -> verify(cursor, pack, good));
      }
      if (problems.isEmpty()) {
        attempt(problems, () -> forEachFile(cursor::verify));
      }
    }
    if (summary().postgresManifest()) {
      attempt(problems, this::verifyPostgresManifest);
    }
    return problems;
  }

  /**
   * The objects that aren't in the store, or aren't as long as they should be; reads none. Costs a
   * listing of each backup whose packs it has.
   */
  public List<String> missingObjects() {
    List<UUID> writers = manifest.packs().stream().map(Pack::of).distinct().toList();
    Map<String, Long> sizes = new HashMap<>();
    AtOnce.ask(writers, id -> store.list(names.backup(id)).objects()).stream()
        .flatMap(List::stream)
        .forEach(object -> sizes.put(object.name(), object.size()));
    return manifest.packs().stream()
        .filter(pack -> sizes.getOrDefault(names.pack(pack), -1L) != pack.stored())
        .map(names::pack)
        .toList();
  }

  private void verify(PackCursor cursor, Pack pack, Set<String> good) {
    if (!good.contains(names.pack(pack))) {
      cursor.verify(pack);
      good.add(names.pack(pack));
    }
  }

  private void verifyPostgresManifest() {
    try {
      copyPostgresManifest(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void attempt(List<RepositoryException> problems, Runnable work) {
    try {
      work.run();
    } catch (DamagedObject | MissingObject | UnsupportedFormat e) {
      problems.add(e);
    }
  }

  PackCursor cursor() {
    return new PackCursor(store, sealing, this::packName, manifest.packs());
  }

  private String packName(int number) {
    return names.pack(manifest.packs().get(number));
  }
}
