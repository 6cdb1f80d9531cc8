package dev.meridian.backup.copy;

import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One part of an archive's objects: which of them lie in the copy, as far as is known. Used by one
 * thread at a time, but for the lag.
 */
final class CopiedObjects {

  private static final Duration LISTED_EVERY = Duration.ofHours(1);

  /** While it has what the original hasn't: that goes with the copy's own expiry. */
  private static final Duration LISTED_SOONER = Duration.ofMinutes(1);

  private final Supplier<Store> from;
  private final Supplier<Store> to;
  private final Function<Store, List<StoredObject>> part;
  private final AtomicLong missingBytes = new AtomicLong();
  private NavigableSet<String> names = new TreeSet<>();
  private @Nullable Instant listedAt;
  private boolean hasMore;

  /**
   * None is known to be copied yet.
   *
   * @param part lists them in a store
   */
  CopiedObjects(
      Supplier<Store> from, Supplier<Store> to, Function<Store, List<StoredObject>> part) {
    this.from = from;
    this.to = to;
    this.part = part;
  }

  /** Those of the original. */
  List<StoredObject> original() {
    return part.apply(from.get());
  }

  /** The names of those in the copy. */
  NavigableSet<String> names() {
    return names;
  }

  /** How much was still to be copied, when it was looked at last. */
  long missingBytes() {
    return missingBytes.get();
  }

  /**
   * From time to time, so that what the copy has lost by accident is copied again, and what its own
   * expiry took is known to be gone.
   */
  boolean isListingDue(Instant now) {
    return listedAt == null || !now.isBefore(listedAt.plus(hasMore ? LISTED_SOONER : LISTED_EVERY));
  }

  /** Asks the copy which ones it has. */
  void list(Instant now) {
    NavigableSet<String> found = new TreeSet<>();
    part.apply(to.get()).forEach(object -> found.add(object.name()));
    names = found;
    listedAt = now;
  }

  /** Whether the copy has some that the original hasn't. */
  void hasMore(boolean yes) {
    hasMore = yes;
  }

  /** Those of these that the copy hasn't. */
  List<StoredObject> missing(List<StoredObject> objects) {
    List<StoredObject> missing =
        objects.stream().filter(object -> !names.contains(object.name())).toList();
    missingBytes.set(missing.stream().mapToLong(StoredObject::size).sum());
    return missing;
  }

  /**
   * Copies one, all of it: what is cut short on its way must not become a replica.
   *
   * @return false when the original hasn't got it any more: it was merged, or has expired
   */
  boolean copy(StoredObject object) {
    if (Thread.currentThread().isInterrupted()) {
      throw new ArchiveCopy.CopyInterrupted();
    }
    String name = object.name();
    try {
      Store source = from.get();
      to.get()
          .putIfAbsent(
              name,
              sink -> {
                try (InputStream in = source.read(name, 0, Long.MAX_VALUE)) {
                  long copied = in.transferTo(sink);
                  if (copied != object.size()) {
                    throw new StoreUnavailable(
                        "Of %s, %d bytes of %d could be read"
                            .formatted(name, copied, object.size()),
                        null);
                  }
                }
              });
    } catch (MissingObject e) {
      return false;
    }
    names.add(name);
    missingBytes.addAndGet(-object.size());
    return true;
  }

  /** Deletes these from the copy. */
  void delete(Collection<String> some) {
    to.get().delete(some);
    names.removeAll(some);
  }
}
