package dev.meridian.backup.copy;

import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The copy of all that isn't a backup: the archive's key, which comes first, then restore points,
 * timelines and the log. Log that was merged goes with its parts.
 *
 * <p>A log of many objects is listed from its end only, most of the time.
 */
final class LogCopy {

  /** Others want their turn, too. */
  private static final Duration TURN = Duration.ofSeconds(10);

  /** An object store lists a thousand with a call; so there is a call a second for all of it. */
  private static final int LISTED_A_SECOND = 1000;

  private static final int LARGEST_KEY_BYTES = 1 << 16;

  private final Supplier<Store> from;
  private final Supplier<Store> to;
  private final Clock clock;
  private final String folder;
  private final CopiedObjects objects;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private Instant allAgainAt = Instant.MIN;
  private volatile boolean hasKey;
  private volatile Instant completeAsOf;

  LogCopy(Supplier<Store> from, Supplier<Store> to, String folder, Clock clock) {
    this.from = from;
    this.to = to;
    this.clock = clock;
    this.folder = folder;
    // The next character after a slash: what begins with it follows all backups.
    this.objects =
        new CopiedObjects(from, to, store -> store.listAfter(folder, folder + "backups0"));
    this.completeAsOf = clock.instant();
  }

  /** Whether the key is there, and the same: before that, nothing else may be copied. */
  boolean hasKey() {
    return hasKey;
  }

  Instant completeAsOf() {
    return completeAsOf;
  }

  long missingBytes() {
    return objects.missingBytes();
  }

  /**
   * Copies what is missing, the oldest first, then deletes the parts of what was merged.
   *
   * @return whether the copy has all that the original had when this was called
   * @throws ArchiveCopy.CopyRefused when the copy is one of another archive
   */
  boolean bringUpToDate() {
    if (!oneAtATime.tryLock()) {
      return false;
    }
    try {
      Instant begun = clock.instant();
      String tail = begun.isBefore(allAgainAt) ? tail() : null;
      boolean whole = (tail != null && copyTail(tail)) || copyAll(begun);
      if (whole) {
        completeAsOf = begun;
      }
      return whole;
    } finally {
      oneAtATime.unlock();
    }
  }

  private boolean copyAll(Instant begun) {
    allAgainAt = Instant.MIN;
    List<StoredObject> original = objects.original();
    if (original.stream().noneMatch(object -> object.name().equals(keyObject()))) {
      // Nothing is there yet, or the store isn't: a copy is no less worth for that.
      return false;
    }
    if (objects.isListingDue(begun)) {
      hasKey = false;
      requireSameKey();
      objects.list(begun);
    }
    boolean whole = copy(original);
    objects.hasMore(deleteMerged(original, objects.names()));
    if (whole) {
      allAgainAt = begun.plusSeconds(original.size() / LISTED_A_SECOND);
    }
    return whole;
  }

  /** Whether that was enough: otherwise, something else has happened than that the log grew. */
  private boolean copyTail(String after) {
    List<StoredObject> log = from.get().listAfter(folder + "wal/", after);
    if (log.isEmpty() || !log.stream().allMatch(object -> isOfTimeline(object, after))) {
      return false;
    }
    List<StoredObject> original = new ArrayList<>(from.get().listAll(folder + "restore-points/"));
    original.addAll(log);
    boolean whole = copy(original);
    deleteMerged(original, objects.names().tailSet(after));
    return whole;
  }

  /** What precedes the last two spans of the newest timeline: before that, nothing changes much. */
  private @Nullable String tail() {
    return Optional.ofNullable(objects.names().isEmpty() ? null : objects.names().last())
        .flatMap(CopiedLog::of)
        .map(last -> folder + "wal/" + last.timeline() + "/" + last.span().startOfOneBefore())
        .orElse(null);
  }

  private static boolean isOfTimeline(StoredObject object, String after) {
    return object.name().startsWith(after.substring(0, after.lastIndexOf('/') + 1));
  }

  private boolean copy(List<StoredObject> original) {
    Instant end = clock.instant().plus(TURN);
    boolean whole = true;
    List<StoredObject> missing =
        objects.missing(original).stream()
            .sorted(Comparator.comparing(StoredObject::name))
            .toList();
    for (StoredObject object : missing) {
      if (clock.instant().isAfter(end)) {
        return false;
      }
      whole &= objects.copy(object);
      // Its name comes first.
      hasKey = objects.names().contains(keyObject());
    }
    hasKey = objects.names().contains(keyObject());
    return whole;
  }

  private void requireSameKey() {
    if (to.get().size(keyObject()).isPresent() && !Arrays.equals(key(from.get()), key(to.get()))) {
      throw new ArchiveCopy.CopyRefused(
          "There is a copy of another archive under "
              + folder
              + ": of one with another key. It stays as it is; nothing is copied until it is moved"
              + " away, or put in the place of the archive that it is the copy of");
    }
  }

  private byte[] key(Store store) {
    return store.readBytes(keyObject(), 0, LARGEST_KEY_BYTES);
  }

  private String keyObject() {
    return folder + "key.json";
  }

  /** Whether the copy has still more than the original, among these. */
  private boolean deleteMerged(List<StoredObject> original, SortedSet<String> copied) {
    Set<String> there = original.stream().map(StoredObject::name).collect(Collectors.toSet());
    List<String> gone = copied.stream().filter(name -> !there.contains(name)).toList();
    if (gone.isEmpty()) {
      return false;
    }
    there.retainAll(copied);
    Map<CopiedLog.Span, List<CopiedLog>> whole =
        there.stream()
            .flatMap(name -> CopiedLog.of(name).stream())
            .collect(Collectors.groupingBy(CopiedLog::span));
    List<String> parts = gone.stream().filter(name -> isMerged(name, whole)).toList();
    if (!parts.isEmpty()) {
      objects.delete(parts);
    }
    return parts.size() < gone.size();
  }

  private static boolean isMerged(String name, Map<CopiedLog.Span, List<CopiedLog>> whole) {
    return CopiedLog.of(name)
        .filter(
            part -> whole.getOrDefault(part.span(), List.of()).stream().anyMatch(part::isPartOf))
        .isPresent();
  }
}
