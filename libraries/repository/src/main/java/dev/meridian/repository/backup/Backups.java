package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.ServerKey;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import dev.meridian.repository.work.AtOnce;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups of one server. Safe for use by many threads. */
public final class Backups {

  private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

  private final Store store;
  private final ServerKey key;
  private final BackupNames names;
  private final UUID serverId;
  private final Clock clock;
  private final Function<BackupFacts, Instant> restorableFrom;
  private final UnnamedObjects unnamed;

  /**
   * The backups under {@code folder}, which ends with {@code /}.
   *
   * @param restorableFrom by the log that there is, and never before {@link BackupFacts#stoppedAt}
   */
  public Backups(
      Store store,
      ServerKey key,
      String folder,
      UUID serverId,
      Clock clock,
      Function<BackupFacts, Instant> restorableFrom) {
    this.store = store;
    this.key = key;
    this.names = new BackupNames(folder);
    this.serverId = serverId;
    this.clock = clock;
    this.restorableFrom = restorableFrom;
    this.unnamed = new UnnamedObjects(store, key::forReading, names);
  }

  /**
   * The complete backups, by the time they ended, oldest first. Costs one call of the store for
   * each. One whose manifest is damaged is left out and logged: it cannot be restored, and must not
   * keep anyone from the others.
   */
  public List<BackupSummary> list() {
    return AtOnce.ask(ids(), this::findUndamaged).stream()
        .flatMap(Optional::stream)
        .sorted(
            Comparator.comparing((BackupSummary backup) -> backup.facts().stoppedAt())
                .thenComparing(BackupSummary::id))
        .toList();
  }

  private Optional<BackupSummary> findUndamaged(UUID id) {
    try {
      return find(id);
    } catch (DamagedObject | UnsupportedFormat e) {
      LOG.error("A backup is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * The backup of this id, if there is a complete one.
   *
   * @throws DamagedObject when its manifest is damaged
   */
  public Optional<BackupSummary> find(UUID id) {
    String manifest = names.manifest(id);
    try {
      return Optional.of(new ManifestReader(store, key.forReading(), manifest).summary());
    } catch (MissingObject e) {
      if (e.object().equals(manifest)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Opens a backup, reading and checking its whole manifest.
   *
   * @throws MissingObject when there is no complete backup of this id
   */
  public BackupReader open(UUID id) {
    String manifest = names.manifest(id);
    if (store.size(manifest).isEmpty()) {
      throw new MissingObject(manifest);
    }
    var sealing = key.forReading();
    return new BackupReader(store, sealing, names, new ManifestReader(store, sealing, manifest));
  }

  /**
   * Writes the manifest that the server sent with a backup to {@code sink}, verified.
   *
   * @throws MissingObject when there is none; {@link BackupSummary#postgresManifest} says so before
   * @throws IOException from {@code sink}
   */
  public void copyPostgresManifest(UUID id, OutputStream sink) throws IOException {
    PostgresManifest.copy(store, key.forReading(), names.postgresManifest(id), sink);
  }

  /** Begins a new backup. */
  public BackupWriter begin() {
    return begin(BackupIds.next(clock));
  }

  /** Begins a new backup of this id. */
  public BackupWriter begin(UUID id) {
    return new BackupWriter(this, store, key.forWriting(), names, serverId, id, null);
  }

  /**
   * Begins a new backup of this id that is built upon another one.
   *
   * @throws MissingObject when the base is gone
   * @throws DamagedObject when its manifest is damaged
   */
  public BackupWriter begin(UUID id, UUID base) {
    Claim.put(store, key.forWriting(), names.claim(id), base);
    try {
      return new BackupWriter(this, store, key.forWriting(), names, serverId, id, base(base));
    } catch (RuntimeException e) {
      store.delete(List.of(names.claim(id)));
      throw e;
    }
  }

  private Base base(UUID id) {
    String manifest = names.manifest(id);
    if (store.size(manifest).isEmpty()) {
      throw new MissingObject(manifest);
    }
    var sealing = key.forReading();
    return new Base(
        new ManifestReader(store, sealing, manifest),
        packs -> new PackCursor(store, sealing, number -> names.pack(packs.get(number)), packs));
  }

  /** Deletes these backups, in this order: manifests first, then what nobody else names. */
  public void delete(List<UUID> dead) {
    dead.forEach(this::deleteManifest);
    unnamed.delete(dead, ids());
  }

  private boolean deleteManifest(UUID id) {
    String manifest = names.manifest(id);
    boolean there = store.size(manifest).isPresent();
    if (there) {
      store.delete(List.of(manifest));
    }
    return there;
  }

  /** Deletes a backup that was given up; nobody names what no manifest was ever written for. */
  void abandon(UUID id) {
    if (deleteManifest(id)) {
      unnamed.delete(List.of(id), ids());
      return;
    }
    List<String> rest =
        store.list(names.backup(id)).objects().stream().map(StoredObject::name).toList();
    if (!rest.isEmpty()) {
      store.delete(rest);
    }
  }

  /**
   * Deletes what crashed or abandoned backups left behind, if they began at least {@code age} ago,
   * and what is left of deleted ones once nobody names it. Choose an age that no running backup
   * has.
   *
   * @return the ids of the backups of which something was deleted
   */
  public List<UUID> removeIncomplete(Duration age) {
    Instant before = clock.instant().minus(age);
    List<UUID> dead =
        ids().stream()
            .filter(id -> !BackupIds.beganAt(id).isAfter(before))
            .filter(id -> store.size(names.manifest(id)).isEmpty())
            .toList();
    return unnamed.delete(dead, ids());
  }

  /** Whether one is being built upon others, so that no pack can be deleted for now. */
  public boolean isAnyBeingBuilt() {
    return ids().stream()
        .filter(id -> store.size(names.claim(id)).isPresent())
        .anyMatch(id -> store.size(names.manifest(id)).isEmpty());
  }

  /** Ended no earlier than the log says: the clock that it was told by may have been behind. */
  BackupFacts settled(BackupFacts facts) {
    return facts.stoppedAt(restorableFrom.apply(facts));
  }

  /** The name of the object by which a backup exists. */
  public String manifestOf(UUID id) {
    return names.manifest(id);
  }

  /** The ids of the complete backups, damaged or not. */
  public List<UUID> completeIds() {
    return ids().stream().filter(id -> store.size(names.manifest(id)).isPresent()).toList();
  }

  /** The ids of all backups, complete or not. */
  private List<UUID> ids() {
    return store.list(names.folder()).folders().stream()
        .map(Backups::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<UUID> parse(String folder) {
    try {
      UUID id = UUID.fromString(folder);
      return id.toString().equals(folder) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
