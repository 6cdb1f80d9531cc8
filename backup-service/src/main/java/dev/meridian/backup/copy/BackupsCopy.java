package dev.meridian.backup.copy;

import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The copy of an archive's backups. A manifest goes last, when all that its backup needs is there:
 * the packs, and the log.
 */
final class BackupsCopy {

  private static final String MANIFEST = "/manifest";

  /** Others want their turn, too. */
  private static final Duration TURN = Duration.ofMinutes(1);

  private static final Duration LISTED_EVERY = Duration.ofSeconds(3);

  /** An object store lists a thousand with a call; so there is a call a second at most. */
  private static final int LISTED_A_SECOND = 1000;

  private final LogCopy log;
  private final Lock turn;
  private final Clock clock;
  private final CopiedObjects objects;
  private volatile Instant dueAt = Instant.MIN;
  private volatile Instant completeAsOf;

  /**
   * @param turn is held while manifests are copied; whoever deletes backups of the copy holds it
   *     meanwhile
   */
  BackupsCopy(
      Supplier<Store> from,
      Supplier<Store> to,
      String folder,
      LogCopy log,
      Lock turn,
      Clock clock) {
    this.log = log;
    this.turn = turn;
    this.clock = clock;
    this.objects = new CopiedObjects(from, to, store -> store.listAll(folder + "backups/"));
    this.completeAsOf = clock.instant();
  }

  Instant completeAsOf() {
    return completeAsOf;
  }

  long missingBytes() {
    return objects.missingBytes();
  }

  /** Whether there may be something to copy. */
  boolean isDue() {
    return !clock.instant().isBefore(dueAt);
  }

  /**
   * Copies what is missing.
   *
   * @return the backups that are complete in the copy
   */
  Set<UUID> bringUpToDate() {
    if (log.hasKey()) {
      Instant begun = clock.instant();
      dueAt = begun;
      List<StoredObject> original = objects.original();
      if (objects.isListingDue(begun)) {
        objects.list(begun);
      }
      if (copyAll(original)) {
        completeAsOf = begun;
        dueAt = begun.plus(LISTED_EVERY).plusSeconds(original.size() / LISTED_A_SECOND);
      }
      objects.hasMore(hasMore(original));
    }
    return objects.names().stream()
        .filter(BackupsCopy::isManifest)
        .map(BackupsCopy::backupOf)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean copyAll(List<StoredObject> original) {
    Instant end = clock.instant().plus(TURN);
    if (!copyPacks(original, end)) {
      return false;
    }
    if (objects.missing(original).isEmpty()) {
      return true;
    }
    // The log is listed after the backups, so whatever a listed backup needs is there then.
    return log.bringUpToDate() && copyManifests(original, end);
  }

  /** What the copy's own expiry took meanwhile is copied again, and it takes no more until then. */
  private boolean copyManifests(List<StoredObject> original, Instant end) {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ArchiveCopy.CopyInterrupted();
    }
    try {
      objects.list(clock.instant());
      return copyPacks(original, end) && copy(objects.missing(original), Instant.MAX);
    } finally {
      turn.unlock();
    }
  }

  private boolean copyPacks(List<StoredObject> original, Instant end) {
    return copy(
        objects.missing(original).stream().filter(object -> !isManifest(object.name())).toList(),
        end);
  }

  /** Whether all are there now. */
  private boolean copy(List<StoredObject> missing, Instant end) {
    boolean all = true;
    for (StoredObject object : missing) {
      if (clock.instant().isAfter(end)) {
        return false;
      }
      all &= objects.copy(object);
    }
    return all;
  }

  private boolean hasMore(List<StoredObject> original) {
    return !original.stream()
        .map(StoredObject::name)
        .collect(Collectors.toSet())
        .containsAll(objects.names());
  }

  private static boolean isManifest(String name) {
    return name.endsWith(MANIFEST);
  }

  private static UUID backupOf(String manifest) {
    String path = manifest.substring(0, manifest.length() - MANIFEST.length());
    return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
  }
}
