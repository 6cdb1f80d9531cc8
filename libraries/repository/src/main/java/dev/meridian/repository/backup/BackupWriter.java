package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.Store;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes one backup. The backup comes into being with {@link #complete}; before that nobody sees
 * it, and after a crash it never was there.
 *
 * <p>Folders, links and files come in any order, a file's content between {@link #beginFile} and
 * {@link #endFile}. Every method may throw a {@link
 * dev.meridian.repository.store.RepositoryException} that belongs to what was written before; then
 * nothing is left to do but {@link #abandon}, which {@link #close} does for a backup that was not
 * completed.
 *
 * <p>For one thread at a time.
 */
public final class BackupWriter implements AutoCloseable {

  private enum State {
    OPEN,
    COMPLETED,
    ABANDONED
  }

  private final Store store;
  private final Sealing sealing;
  private final BackupNames names;
  private final UUID id;
  private final UUID serverId;
  private final PackWriter packs;
  private final MessageDigest digest = sha256();
  private final List<Tablespace> tablespaces = new ArrayList<>();
  private final List<BackedUpFolder> folders = new ArrayList<>();
  private final List<BackedUpLink> links = new ArrayList<>();
  private final List<BackedUpFile> files = new ArrayList<>();
  private State state = State.OPEN;

  private @Nullable FileHeader file;
  private List<Extent> extents = new ArrayList<>();
  private long written;
  private long logicalBytes;

  BackupWriter(Store store, Sealing sealing, BackupNames names, UUID serverId, UUID id) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
    this.serverId = serverId;
    this.id = id;
    this.packs =
        new PackWriter(
            store,
            sealing,
            number -> names.pack(id, number),
            Runtime.getRuntime().availableProcessors());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The JDK has no SHA-256", e);
    }
  }

  /** The backup's id, known from the beginning. */
  public UUID id() {
    return id;
  }

  /** Bytes of files taken in so far. */
  public long logicalBytes() {
    return logicalBytes;
  }

  /** Adds a tablespace; its files have its oid in their {@link FileHeader}. */
  public void addTablespace(Tablespace tablespace) {
    requireOpen();
    tablespaces.add(tablespace);
  }

  /** Adds a folder; also an empty one is restored. Folders of files need not be added. */
  public void addFolder(BackedUpFolder folder) {
    requireOpen();
    folders.add(folder);
  }

  /**
   * Adds a symbolic link. Links in {@code pg_tblspc} are not needed: tablespaces get theirs when
   * they are restored.
   */
  public void addLink(BackedUpLink link) {
    requireOpen();
    links.add(link);
  }

  /** Begins a file; exactly {@link FileHeader#size} bytes must follow. */
  public void beginFile(FileHeader header) {
    requireOpen();
    if (file != null) {
      throw new IllegalStateException("File " + file.path() + " has not ended");
    }
    file = header;
    extents = new ArrayList<>();
    written = 0;
    digest.reset();
  }

  /** Some more bytes of the file; copied. */
  public void write(byte[] bytes, int offset, int length) {
    FileHeader header = requireFile();
    if (written + length > header.size()) {
      throw new IllegalStateException(
          "File %s has more than its %d bytes".formatted(header.path(), header.size()));
    }
    digest.update(bytes, offset, length);
    int from = offset;
    int left = length;
    while (left > 0) {
      int count = (int) Math.min(left, packs.room());
      addExtent(packs.pack(), packs.offset(), count);
      packs.write(bytes, from, count);
      from += count;
      left -= count;
    }
    written += length;
    logicalBytes += length;
  }

  private void addExtent(int pack, long offset, int length) {
    if (!extents.isEmpty()) {
      Extent last = extents.getLast();
      if (last.pack() == pack && last.offset() + last.length() == offset) {
        extents.set(extents.size() - 1, new Extent(pack, last.offset(), last.length() + length));
        return;
      }
    }
    extents.add(new Extent(pack, offset, length));
  }

  /**
   * Ends the file.
   *
   * @throws IllegalStateException when fewer bytes came than its header says
   */
  public void endFile() {
    FileHeader header = requireFile();
    if (written != header.size()) {
      throw new IllegalStateException(
          "File %s has %d bytes, not the %d of its header"
              .formatted(header.path(), written, header.size()));
    }
    files.add(new BackedUpFile(header, HexFormat.of().formatHex(digest.digest()), extents));
    file = null;
  }

  /**
   * Makes the backup complete: waits until all packs are durable, then writes the manifest. When
   * this returns, the backup is there for good; when it throws, it is not, unless only the answer
   * was lost.
   *
   * @return the backup as {@link Backups#list} will show it
   */
  public BackupSummary complete(BackupFacts facts) {
    requireOpen();
    if (file != null) {
      throw new IllegalStateException("File " + file.path() + " has not ended");
    }
    List<Pack> written = packs.finish();
    long stored = written.stream().mapToLong(Pack::stored).sum();
    var summary =
        new BackupSummary(id, serverId, facts, tablespaces, files.size(), logicalBytes, stored);
    var manifest = new BackupManifest(summary, written, folders, links, files);
    String name = names.manifest(id);
    if (!store.putIfAbsent(name, new ManifestWriter(sealing, name, manifest))) {
      throw new DamagedObject(name, "another backup has the id of this one");
    }
    state = State.COMPLETED;
    return summary;
  }

  /** Deletes what was written. Does nothing when the backup is complete or abandoned. */
  public void abandon() {
    if (state != State.OPEN) {
      return;
    }
    state = State.ABANDONED;
    packs.stop();
    Backups.deleteBackup(store, names, id);
  }

  /** Abandons the backup if it was not completed. */
  @Override
  public void close() {
    abandon();
  }

  private void requireOpen() {
    if (state != State.OPEN) {
      throw new IllegalStateException(
          "The backup was " + (state == State.COMPLETED ? "completed" : "abandoned"));
    }
  }

  private FileHeader requireFile() {
    requireOpen();
    if (file == null) {
      throw new IllegalStateException("No file has begun");
    }
    return file;
  }
}
