package dev.meridian.repository;

import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupReader;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.Backups;
import dev.meridian.repository.backup.Pack;
import dev.meridian.repository.expiry.ExpiryPlan;
import dev.meridian.repository.expiry.ExpiryRefused;
import dev.meridian.repository.journal.CommitJournals;
import dev.meridian.repository.sealing.KeyWrapping;
import dev.meridian.repository.sealing.ServerKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import dev.meridian.repository.wal.WalArchive;
import dev.meridian.repository.wal.WalArchiveWriter;
import dev.meridian.repository.wal.WalGap;
import dev.meridian.repository.window.Stretches;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a repository has of one server: its backups and its WAL. Safe for use by many threads. */
public final class ServerArchive {

  private static final int LARGEST_KEY_BYTES = 1 << 16;

  private final Store store;
  private final UUID serverId;
  private final String folder;
  private final String keyObject;
  private final ServerKey key;
  private final Backups backups;
  private final WalArchive wal;
  private final CommitJournals journals;
  private final ObjectCheck objectCheck;

  ServerArchive(
      Store store, KeyWrapping repositoryKey, UUID serverId, Clock clock, int compressionLevel) {
    this.store = store;
    this.serverId = serverId;
    this.folder = "servers/" + serverId + "/";
    this.keyObject = folder + "key.json";
    this.key = new ServerKey(store, repositoryKey, serverId, keyObject, compressionLevel);
    this.wal = new WalArchive(store, key, folder);
    this.backups =
        new Backups(store, key, folder + "backups/", serverId, clock, this::restorableFrom);
    this.journals = new CommitJournals(store, key, serverId.toString());
    this.objectCheck =
        new ObjectCheck(
            store,
            folder,
            () -> new ServerKey(store, repositoryKey, serverId, keyObject, compressionLevel));
  }

  /** The server's id. */
  public UUID serverId() {
    return serverId;
  }

  /** Whether there is any object of it. */
  public boolean exists() {
    return store.size(keyObject).isPresent() || !store.listAll(folder).isEmpty();
  }

  /** Whether it has its data key, which comes before everything else. */
  public boolean hasKey() {
    return store.size(keyObject).isPresent();
  }

  /** Takes over the data key of an archive in another repository of the same key, if it has one. */
  public void takeKeyFrom(ServerArchive other) {
    if (other.hasKey()) {
      byte[] wrapped = other.store.readBytes(other.keyObject, 0, LARGEST_KEY_BYTES);
      store.putIfAbsent(keyObject, Content.of(wrapped));
    }
  }

  /** Whether both have a data key, and it is the same: one is the copy of the other then. */
  public boolean hasKeyOf(ServerArchive other) {
    return hasKey()
        && other.hasKey()
        && Arrays.equals(
            store.readBytes(keyObject, 0, LARGEST_KEY_BYTES),
            other.store.readBytes(other.keyObject, 0, LARGEST_KEY_BYTES));
  }

  /**
   * The complete backups, by the time they ended, oldest first; one call of the store for each. One
   * whose manifest is damaged is left out and logged; {@link #verify} names it.
   */
  public List<BackupSummary> backups() {
    return backups.list();
  }

  /** The ids of the complete backups, damaged or not. */
  public Set<UUID> backupIds() {
    return Set.copyOf(backups.completeIds());
  }

  /** The name of the object by which a backup exists, whether it is there or not. */
  public String manifestOf(UUID backup) {
    return backups.manifestOf(backup);
  }

  /** The complete backup of this id, if there is one. */
  public Optional<BackupSummary> backup(UUID id) {
    return backups.find(id);
  }

  /**
   * The first instant that a backup can be restored to without holding anything later: when it had
   * ended, and never before a transaction whose end it holds. The clock that {@link
   * BackupFacts#stoppedAt} was told by may have been behind the server's, or set back.
   */
  public Instant restorableFrom(BackupFacts backup) {
    return wal.restorableFrom(backup);
  }

  /**
   * Opens a backup for reading.
   *
   * @throws dev.meridian.repository.store.MissingObject when there is no complete backup of this id
   */
  public BackupReader openBackup(UUID id) {
    return backups.open(id);
  }

  /** As {@link Backups#copyPostgresManifest}. */
  public void copyPostgresManifest(UUID backup, OutputStream sink) throws IOException {
    backups.copyPostgresManifest(backup, sink);
  }

  /** Begins a new backup. */
  public BackupWriter newBackup() {
    return backups.begin();
  }

  /** Begins a new backup whose id was chosen before: a UUID of any version, never used before. */
  public BackupWriter newBackup(UUID id) {
    return backups.begin(id);
  }

  /**
   * Begins a new incremental backup: what did not change since the base is taken from there. The
   * new backup needs the base no more once it is complete, and others' expiry does not hurt it.
   *
   * @throws dev.meridian.repository.store.MissingObject when there is no complete backup of the
   *     base's id
   */
  public BackupWriter newBackup(UUID id, UUID base) {
    return backups.begin(id, base);
  }

  /**
   * Deletes a backup, complete or not, its manifest first, then all of it that no other backup
   * shares. Can be repeated.
   */
  public void deleteBackup(UUID id) {
    backups.delete(List.of(id));
  }

  /**
   * Deletes what crashed or abandoned backups left behind, if they began at least {@code age} ago,
   * and what is left of deleted ones once no other backup shares it. Choose an age that no running
   * backup has.
   *
   * @return the ids of the backups of which something was deleted
   */
  public List<UUID> removeIncomplete(Duration age) {
    return backups.removeIncomplete(age);
  }

  /**
   * Whether a backup is being built upon others: meanwhile {@link #removeIncomplete}, and what
   * deletes backups, delete no packs, and have to be called again.
   */
  public boolean isAnyBeingBuilt() {
    return backups.isAnyBeingBuilt();
  }

  /** The WAL archive, to be read. */
  public WalArchive wal() {
    return wal;
  }

  /** Opens the WAL archive to append to it; to be closed. */
  public WalArchiveWriter walWriter() {
    return new WalArchiveWriter(store, key, folder);
  }

  /** Log that was acknowledged before it was archived. */
  public CommitJournals journals() {
    return journals;
  }

  /**
   * The stretches of the server's life that can be restored, along the line of descent that it is
   * on now.
   */
  public Stretches stretches() {
    return stretches(backups());
  }

  /** The same, if there were only some of its backups, and the log since the first of them. */
  public Stretches stretches(Collection<BackupSummary> some) {
    return Stretches.read(some, wal);
  }

  /**
   * What may go by now without costing an instant of the promised window. Deletes nothing. Costs
   * what {@link #backups} does, a listing of the log, and a few small reads for each gap in it.
   */
  public ExpiryPlan planExpiry(Instant now, Duration retention) {
    return expiry().plan(now.minus(retention));
  }

  /**
   * Does what the plan says: backups first, their manifests before their packs, oldest first, then
   * WAL. Packs that other backups share stay. After a failure or a crash, plan and apply again.
   * Costs as much as planning before that.
   *
   * @param now the present, as of the plan
   * @param retention how long the promised window is by now
   * @throws ExpiryRefused when the plan keeps no backup, or one that it keeps is not there any
   *     more, or an instant of the promised window could not be restored any more, or a backup that
   *     stays would lack log; then nothing was deleted
   */
  public void apply(ExpiryPlan plan, Instant now, Duration retention) {
    expiry().apply(plan, now.minus(retention));
  }

  private Expiry expiry() {
    return new Expiry(serverId, backups, wal);
  }

  /** How much there is of it; lists everything and reads each manifest. */
  public ArchiveStatistics statistics() {
    List<BackupSummary> complete = backups();
    return ArchiveStatistics.of(
        complete,
        complete.stream().flatMap(backup -> packs(backup.id()).stream()),
        store.listAll(folder));
  }

  /** None of a backup that is damaged, or was deleted in between. */
  private List<Pack> packs(UUID backup) {
    try {
      return backups.open(backup).manifest().packs();
    } catch (DamagedObject | MissingObject e) {
      return List.of();
    }
  }

  /**
   * Reads everything of the server and tells what is wrong: damaged and missing objects, records of
   * the log that PostgreSQL would not replay, and gaps in it since the oldest backup. Takes as long
   * as restoring all backups one after the other.
   */
  public List<Finding> verify() {
    return new Verification(backups, wal).run();
  }

  /**
   * The gaps in the log since the oldest backup, as {@link #verify} tells of them. Costs listings.
   */
  public List<Finding> gaps() {
    return continuity().gaps().stream().map(WalGap::new).map(Verification::finding).toList();
  }

  /**
   * Objects of the log that a copy of this archive has, and that must be here and are not: they
   * were lost. Costs listings of both.
   */
  public List<String> lost(ServerArchive copy) {
    Set<String> lost = continuity().lost(copy.wal);
    if (!lost.isEmpty()) {
      // A listing misses what is merged in just that moment; another one has it.
      lost = new LinkedHashSet<>(lost);
      lost.retainAll(continuity().lost(copy.wal));
    }
    return List.copyOf(lost);
  }

  /** Objects of another archive of the same log that have what is missing in this one's gaps. */
  public List<String> filling(ServerArchive other) {
    return continuity().filling(other.wal);
  }

  private Continuity continuity() {
    return new Continuity(backups, wal);
  }

  /** All objects there are of it. */
  public List<StoredObject> objects() {
    return store.listAll(folder);
  }

  /**
   * Reads one object.
   *
   * @param name one of {@link #objects}
   * @return what is wrong with it alone: it is missing, or not as it was written
   */
  public Optional<Finding> check(String name) {
    return objectCheck.check(name);
  }

  /**
   * What is wrong with the data key: it is in no listing once it is lost, and whoever has read it
   * before doesn't miss it. Nothing is as long as there is nothing that needs one.
   */
  public Optional<Finding> checkKey() {
    boolean isNeeded = key.isNeeded() && !store.list(folder).folders().isEmpty();
    return isNeeded ? check(keyObject) : Optional.empty();
  }

  /**
   * Heals an object that is damaged or missing from a copy of this archive in another repository,
   * if it is good there. A data key isn't that is known to be another one.
   *
   * @return whether the object is good now and wasn't before
   */
  public boolean heal(String name, ServerArchive copy) {
    if (check(name).isEmpty() || copy.check(name).isPresent()) {
      return false;
    }
    if (name.equals(keyObject) && key.isKnownToDifferFrom(copy.key)) {
      return false;
    }
    store.replace(
        name,
        sink -> {
          try (InputStream in = copy.store.read(name, 0, Long.MAX_VALUE)) {
            in.transferTo(sink);
          }
        });
    return check(name).isEmpty();
  }

  /**
   * Deletes everything of the server, for good: manifests first, the key last. Repeat it after a
   * failure. There must be no writer.
   */
  public void remove() {
    List<String> names = store.listAll(folder).stream().map(StoredObject::name).toList();
    Set<String> rest = new HashSet<>(names);
    List<String> manifests = names.stream().filter(name -> name.endsWith("/manifest")).toList();
    store.delete(manifests);
    manifests.forEach(rest::remove);
    rest.remove(keyObject);
    store.delete(rest);
    journals.names().forEach(journals::delete);
    store.delete(List.of(keyObject));
  }
}
