package dev.meridian.repository.backup;

import static java.util.Objects.requireNonNull;

import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
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
 * <p>An incremental one has a base: {@link #keep} takes over what had not changed, and small files
 * that came whole and are as they were in the base are not stored again. Of the base's packs, those
 * that it would use little of are rewritten, so that the space of the rest comes back once the
 * backups before it are gone.
 *
 * <p>For one thread at a time.
 */
public final class BackupWriter implements AutoCloseable {

  private enum State {
    OPEN,
    COMPLETED,
    ABANDONED
  }

  /** Files up to this size are held until it is known whether they are as they were. */
  static final int HELD_BYTES = 1 << 20;

  private final Backups backups;
  private final Store store;
  private final Sealing sealing;
  private final BackupNames names;
  private final UUID id;
  private final UUID serverId;
  private final @Nullable Base base;
  private final PackWriter packs;
  private final FileDigest digest = new FileDigest();
  private final List<Tablespace> tablespaces = new ArrayList<>();
  private final List<BackedUpFolder> folders = new ArrayList<>();
  private final List<BackedUpLink> links = new ArrayList<>();
  private final NewFiles files;
  private State state = State.OPEN;
  private Rewriting rewriting = Rewriting.DEFAULT;

  private @Nullable FileHeader file;
  private @Nullable BackedUpFile before;
  private Base.@Nullable Slices slices;
  private byte @Nullable [] held;
  private ExtentList extents = new ExtentList();
  private boolean stitched;
  private long written;
  private long logicalBytes;
  private @Nullable PostgresManifest postgresManifest;

  BackupWriter(
      Backups backups,
      Store store,
      Sealing sealing,
      BackupNames names,
      UUID serverId,
      UUID id,
      @Nullable Base base) {
    this.backups = backups;
    this.base = base;
    this.store = store;
    this.sealing = sealing;
    this.names = names;
    this.serverId = serverId;
    this.id = id;
    this.files = new NewFiles(base);
    this.packs =
        new PackWriter(store, sealing, names, id, Runtime.getRuntime().availableProcessors());
  }

  /** The backup's id, known from the beginning. */
  public UUID id() {
    return id;
  }

  /** Whether it has a base. */
  public boolean isIncremental() {
    return base != null;
  }

  /** Bytes of files taken in so far. */
  public long logicalBytes() {
    return logicalBytes;
  }

  /** Another choice of which of the base's packs are rewritten than {@link Rewriting#DEFAULT}. */
  public BackupWriter rewriting(Rewriting choice) {
    requireOpen();
    rewriting = choice;
    return this;
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
    before = base == null ? null : base.find(header.tablespace(), header.path());
    held = mayBeAsBefore(header) ? new byte[(int) header.size()] : null;
    slices = null;
    extents = new ExtentList();
    stitched = false;
    written = 0;
    digest.begin(header.size() <= HELD_BYTES ? Checksum.Kind.SHA_256 : Checksum.Kind.CRC_32C);
  }

  private boolean mayBeAsBefore(FileHeader header) {
    return before != null
        && before.header().size() == header.size()
        && header.size() > 0
        && header.size() <= HELD_BYTES;
  }

  /** The base's file of this path, if there is a base and it has one. */
  public Optional<BackedUpFile> before(long tablespace, String path) {
    return Optional.ofNullable(base == null ? null : base.find(tablespace, path));
  }

  /** What is known of the pages of the base's file of this path. */
  PageDigests digestsBefore(long tablespace, String path) {
    return before(tablespace, path)
        .map(file -> requireNonNull(base).digests(file))
        .orElseGet(() -> PageDigests.ofFile(0));
  }

  /** Some more bytes of the file; copied. */
  public void write(byte[] bytes, int offset, int length) {
    take(length);
    digest.update(bytes, offset, length);
    if (held == null) {
      packs.write(bytes, offset, length, extents);
    } else {
      System.arraycopy(bytes, offset, held, (int) written, length);
    }
    written += length;
    logicalBytes += length;
  }

  /**
   * The file goes on with bytes that the base's file of this path has.
   *
   * @param offset of the first of them in the base's file
   * @throws IllegalArgumentException when the base's file does not have them
   */
  public void keep(long offset, long length) {
    take(length);
    BackedUpFile from = before;
    if (from == null) {
      throw new IllegalStateException("The base has no file " + requireFile().path());
    }
    storeHeld();
    Base.Slices parts = slices == null ? new Base.Slices(from.extents()) : slices;
    slices = parts;
    parts.of(offset, length).forEach(extents::add);
    stitched = true;
    written += length;
    logicalBytes += length;
  }

  private void take(long length) {
    FileHeader header = requireFile();
    if (written + length > header.size()) {
      throw new IllegalStateException(
          "File %s has more than its %d bytes".formatted(header.path(), header.size()));
    }
  }

  /** What was held turned out to be new. */
  private void storeHeld() {
    byte[] bytes = held;
    if (bytes != null) {
      held = null;
      packs.write(bytes, 0, (int) written, extents);
    }
  }

  /**
   * Ends the file.
   *
   * @throws IllegalStateException when fewer bytes came than its header says
   */
  public void endFile() {
    endFile(null);
  }

  /** As {@link #endFile()}; what its pages are is kept for the next backup. */
  void endFile(@Nullable PageDigests pages) {
    FileHeader header = requireFile();
    if (written != header.size()) {
      throw new IllegalStateException(
          "File %s has %d bytes, not the %d of its header"
              .formatted(header.path(), written, header.size()));
    }
    BackedUpFile ended = ended(header);
    files.add(pages == null ? ended : ended.withPageDigests(stored(pages, ended)));
    file = null;
  }

  private List<Extent> stored(PageDigests pages, BackedUpFile ended) {
    BackedUpFile old = before;
    if (old != null && !old.pageDigests().isEmpty() && isAsBefore(ended.extents())) {
      return Base.whole(old.pageDigests());
    }
    byte[] bytes = pages.toBytes();
    var stored = new ExtentList();
    packs.write(bytes, 0, bytes.length, stored);
    return stored.toList();
  }

  private BackedUpFile ended(FileHeader header) {
    BackedUpFile old = before;
    if (stitched) {
      List<Extent> parts = extents.toList();
      return BackedUpFile.of(
          header, old != null && isAsBefore(parts) ? old.checksum() : Optional.empty(), parts);
    }
    Optional<Checksum> checksum = Optional.of(digest.end());
    if (held != null && old != null && old.checksum().equals(checksum)) {
      return BackedUpFile.of(header, checksum, Base.whole(old));
    }
    storeHeld();
    return BackedUpFile.of(header, checksum, extents.toList());
  }

  private boolean isAsBefore(List<Extent> parts) {
    return before != null && parts.equals(Base.whole(before));
  }

  /** Some more bytes of the manifest that the server sent, from which the next backup begins. */
  public void writePostgresManifest(byte[] bytes, int offset, int length) {
    requireOpen();
    PostgresManifest into = postgresManifest;
    if (into == null) {
      into = new PostgresManifest(sealing, names.postgresManifest(id));
      postgresManifest = into;
    }
    into.write(bytes, offset, length);
  }

  /**
   * Makes the backup complete: waits until all packs are durable, then writes the manifest. When
   * this returns, the backup is there for good; when it throws, it is not, unless only the answer
   * was lost.
   *
   * @return the backup as {@link Backups#list} will show it
   */
  public BackupSummary complete(BackupFacts facts) {
    return complete(facts, () -> true).orElseThrow();
  }

  /**
   * As {@link #complete(BackupFacts)}, if it may be.
   *
   * @param mayBe is asked when only the manifest is missing
   * @return empty when it may not be; then it is abandoned
   */
  public Optional<BackupSummary> complete(BackupFacts facts, BooleanSupplier mayBe) {
    requireOpen();
    if (file != null) {
      throw new IllegalStateException("File " + file.path() + " has not ended");
    }
    if (base != null) {
      files.rewriteSparsePacks(base, rewriting, packs);
    }
    List<Pack> own = packs.finish();
    if (postgresManifest != null) {
      postgresManifest.put(store);
    }
    NewFiles.Packs all = files.packs(own);
    var manifest =
        new BackupManifest(summary(backups.settled(facts), own), all.all(), folders, links);
    requireThere(own);
    if (!mayBe.getAsBoolean()) {
      abandon();
      return Optional.empty();
    }
    String name = names.manifest(id);
    if (!store.putIfAbsent(name, new ManifestWriter(sealing, name, manifest, files, all))) {
      throw new DamagedObject(name, "another backup has the id of this one");
    }
    state = State.COMPLETED;
    release();
    return Optional.of(manifest.summary());
  }

  /** A clock that jumped may have made this backup look abandoned, and somebody cleaned up. */
  private void requireThere(List<Pack> own) {
    Set<String> there =
        store.list(names.backup(id)).objects().stream()
            .map(StoredObject::name)
            .collect(Collectors.toSet());
    for (Pack pack : own) {
      if (!there.contains(names.pack(pack))) {
        throw new MissingObject(names.pack(pack));
      }
    }
  }

  private BackupSummary summary(BackupFacts facts, List<Pack> own) {
    return new BackupSummary(
        id,
        serverId,
        facts,
        tablespaces,
        files.count(),
        logicalBytes,
        own.stream().mapToLong(Pack::stored).sum(),
        base == null ? Optional.empty() : Optional.of(base.summary().id()),
        postgresManifest != null);
  }

  /** Deletes what was written. Does nothing when the backup is complete or abandoned. */
  public void abandon() {
    if (state != State.OPEN) {
      return;
    }
    state = State.ABANDONED;
    packs.stop();
    release();
    backups.abandon(id);
  }

  /** Nothing more is read or kept on disk. */
  private void release() {
    if (base != null) {
      base.close();
    }
    if (postgresManifest != null) {
      postgresManifest.close();
    }
    files.close();
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
