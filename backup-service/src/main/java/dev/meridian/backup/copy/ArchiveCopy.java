package dev.meridian.backup.copy;

import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings one server's objects into another store. Objects never change, so what has its name is a
 * copy of it. A backup's manifest goes last: what is visible in the copy is complete, as it is in
 * the original.
 *
 * <p>What is gone from the original stays in the copy, for it may be gone by accident; the copy has
 * an expiry of its own. Only log that was merged goes with its parts.
 */
final class ArchiveCopy {

  private static final String MANIFEST = "/manifest";
  private static final Duration LISTED_EVERY = Duration.ofHours(1);

  /** While it has what the original hasn't: that goes with the copy's own expiry. */
  private static final Duration LISTED_SOONER = Duration.ofMinutes(1);

  private static final int LARGEST_KEY_BYTES = 1 << 16;

  private final Supplier<Store> from;
  private final Supplier<Store> to;
  private final Clock clock;
  private final String folder;
  private Set<String> copied = Set.of();
  private @Nullable Instant listedAt;
  private boolean hasMore;
  private volatile CopyLag lag;

  ArchiveCopy(Supplier<Store> from, Supplier<Store> to, UUID serverId, Clock clock) {
    this.from = from;
    this.to = to;
    this.clock = clock;
    this.folder = "servers/" + serverId + "/";
    this.lag = CopyLag.unknown(clock.instant());
  }

  /** How far it is behind. */
  CopyLag lag() {
    return lag;
  }

  /**
   * Copies what is missing, then deletes the parts of what was merged.
   *
   * @return the backups that are complete in the copy
   * @throws CopyRefused when the copy is one of another archive
   */
  Set<UUID> bringUpToDate() {
    Instant begun = clock.instant();
    // Backups are listed before the log: whatever a listed backup needs is listed, too.
    List<StoredObject> original = from.get().listAll(folder);
    if (original.stream().noneMatch(object -> object.name().equals(keyObject()))) {
      // Nothing is there yet, or the store isn't: a copy is no less worth for that.
      return Set.of();
    }
    listIfDue(begun);
    List<StoredObject> missing =
        original.stream().filter(object -> !copied.contains(object.name())).toList();
    lag = lag.missing(missing.stream().mapToLong(StoredObject::size).sum());
    missing.stream()
        .map(StoredObject::name)
        .sorted(Comparator.comparing(ArchiveCopy::isManifest))
        .forEach(this::copy);
    lag = CopyLag.none(begun);
    deleteMerged(original.stream().map(StoredObject::name).collect(Collectors.toSet()));
    return copied.stream()
        .filter(ArchiveCopy::isManifest)
        .map(this::backupOf)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * From time to time, so that what the copy has lost by accident is copied again, and what its own
   * expiry took is known to be gone.
   */
  private void listIfDue(Instant now) {
    Duration every = hasMore ? LISTED_SOONER : LISTED_EVERY;
    if (listedAt == null || !now.isBefore(listedAt.plus(every))) {
      copied =
          to.get().listAll(folder).stream().map(StoredObject::name).collect(Collectors.toSet());
      if (copied.contains(keyObject()) && !Arrays.equals(key(from.get()), key(to.get()))) {
        throw new CopyRefused(
            "There is a copy of another archive under "
                + folder
                + ": of one with another key. It stays as it is; nothing is copied until it is moved"
                + " away, or put in the place of the archive that it is the copy of");
      }
      listedAt = now;
    }
  }

  private byte[] key(Store store) {
    return store.readBytes(keyObject(), 0, LARGEST_KEY_BYTES);
  }

  private String keyObject() {
    return folder + "key.json";
  }

  private void copy(String name) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CopyInterrupted();
    }
    try {
      to.get()
          .putIfAbsent(
              name,
              sink -> {
                try (InputStream in = from.get().read(name, 0, Long.MAX_VALUE)) {
                  in.transferTo(sink);
                }
              });
      copied.add(name);
    } catch (MissingObject e) {
      // Merged into another, or expired, since it was listed.
    }
  }

  private void deleteMerged(Set<String> original) {
    List<String> gone = copied.stream().filter(name -> !original.contains(name)).toList();
    hasMore = !gone.isEmpty();
    if (!hasMore) {
      return;
    }
    Map<CopiedLog.Span, List<CopiedLog>> whole =
        original.stream()
            .flatMap(name -> CopiedLog.of(name).stream())
            .collect(Collectors.groupingBy(CopiedLog::span));
    List<String> parts = gone.stream().filter(name -> isMerged(name, whole)).toList();
    if (!parts.isEmpty()) {
      to.get().delete(parts);
      parts.forEach(copied::remove);
      hasMore = parts.size() < gone.size();
    }
  }

  private static boolean isMerged(String name, Map<CopiedLog.Span, List<CopiedLog>> whole) {
    return CopiedLog.of(name)
        .filter(
            part -> whole.getOrDefault(part.span(), List.of()).stream().anyMatch(part::isPartOf))
        .isPresent();
  }

  private static boolean isManifest(String name) {
    return name.endsWith(MANIFEST);
  }

  private UUID backupOf(String manifest) {
    String path = manifest.substring(0, manifest.length() - MANIFEST.length());
    return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
  }

  /** What lies there is the copy of something else, and maybe all that is left of it. */
  static final class CopyRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    CopyRefused(String message) {
      super(message);
    }
  }

  /** The service ends; the copy goes on when it is back. */
  static final class CopyInterrupted extends RuntimeException {

    private static final long serialVersionUID = 1;

    CopyInterrupted() {
      super("The copy was interrupted");
    }
  }
}
