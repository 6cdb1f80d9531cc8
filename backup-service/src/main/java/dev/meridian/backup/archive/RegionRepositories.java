package dev.meridian.backup.archive;

import dev.meridian.backup.archive.KnownRepositories.Known;
import dev.meridian.regions.Regions;
import dev.meridian.repository.Repository;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each region's repository: created when it is first used, and from then on the same one or none.
 */
final class RegionRepositories {

  private static final Logger log = LoggerFactory.getLogger(RegionRepositories.class);

  private final Regions regions;
  private final KnownRepositories known;
  private final Consumer<String> changed;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final Map<String, Store> readers = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> looking = new ConcurrentHashMap<>();

  /** Why a region's repository is refused, which is said once. */
  private final Map<String, UnexpectedRepository> refusals = new ConcurrentHashMap<>();

  /** A region's repository, and the store that it lies in. */
  record Place(WatchedStore store, Repository repository) {}

  /**
   * @param changed told when a region has another repository than before
   */
  RegionRepositories(Regions regions, KnownRepositories known, Consumer<String> changed) {
    this.regions = regions;
    this.known = known;
    this.changed = changed;
  }

  /**
   * A region's repository, opened.
   *
   * @throws UnexpectedRepository when it isn't there
   */
  Place of(String region) {
    return places.computeIfAbsent(region, this::open);
  }

  /**
   * Whether a region has a repository by now; it is not created by asking.
   *
   * @throws UnexpectedRepository when it has one, which isn't there
   */
  boolean isUsed(String region) {
    Optional<UUID> expected = idOf(region);
    if (expected.isEmpty()) {
      return Repository.isIn(toRead(region));
    }
    check(region, expected.get(), toRead(region));
    Place place = places.get(region);
    if (place != null && place.repository().id().equals(expected.get())) {
      place.store().refuse(null);
    }
    return true;
  }

  /** To look what is there, which opening a store to write might change. */
  private Store toRead(String region) {
    return readers.computeIfAbsent(region, name -> regions.get(name).openToRead());
  }

  private Place open(String region) {
    UUID expected = idOf(region).orElse(null);
    if (expected != null) {
      // Opening a store to write makes its folder.
      check(region, expected, toRead(region));
    }
    Store store = regions.get(region).open();
    var watched = new WatchedStore(store);
    var repository =
        expected == null
            ? Repository.openOrCreate(watched, regions.key())
            : Repository.open(watched, regions.key());
    known.remember(region, repository.id());
    // Another instance may have seen another one first.
    UUID first = idOf(region).orElse(repository.id());
    check(region, first, store);
    if (!regions.get(region).isInObjectStore()) {
      // There a bucket isn't swapped for another one, and each look is a call.
      watched.guard(() -> guard(region, first, watched));
    }
    return new Place(watched, repository);
  }

  private void guard(String region, UUID expected, WatchedStore store) {
    try {
      check(region, expected, store.unwatched());
    } catch (UnexpectedRepository e) {
      store.refuse(e);
      throw e;
    }
  }

  private void check(String region, UUID expected, Store store) {
    Optional<UUID> there = Repository.idIn(store);
    if (there.isEmpty()) {
      throw refuse(region, UnexpectedRepository.absent(region, expected));
    }
    if (!there.get().equals(expected)) {
      throw refuse(region, UnexpectedRepository.other(region, expected, there.get()));
    }
    if (refusals.remove(region) != null) {
      log.info("The repository {} of region {} is back", expected, region);
    }
  }

  private UnexpectedRepository refuse(String region, UnexpectedRepository why) {
    UnexpectedRepository before = refusals.put(region, why);
    if (before == null || !String.valueOf(why.getMessage()).equals(before.getMessage())) {
      log.error("{} ({})", why.getMessage(), why.code());
    }
    return why;
  }

  /**
   * Looks whether a region's repository is where it was.
   *
   * @throws UnexpectedRepository when it isn't
   * @throws RepositoryException when that can't be seen now; nothing has changed then
   */
  void look(String region) {
    ReentrantLock lock = looking.computeIfAbsent(region, each -> new ReentrantLock());
    boolean left = false;
    lock.lock();
    try {
      // First: what is open was remembered before that.
      Place open = places.get(region);
      Optional<Known> remembered = known.of(region);
      left = open != null && remembered.isPresent() && leave(region, open, remembered.get());
      lookAt(region, remembered);
    } finally {
      lock.unlock();
      if (left) {
        // Whoever is told may wait for somebody who waits to look.
        changed.accept(region);
      }
    }
  }

  private void lookAt(String region, Optional<Known> remembered) {
    Place place = places.get(region);
    UUID expected =
        remembered.map(Known::id).orElse(place == null ? null : place.repository().id());
    if (expected == null) {
      refusals.remove(region);
      return;
    }
    Store store = place == null ? toRead(region) : place.store().unwatched();
    try {
      check(region, expected, store);
    } catch (UnexpectedRepository e) {
      if (place != null) {
        place.store().refuse(e);
      }
      throw e;
    }
    if (place != null) {
      place.store().refuse(null);
    }
    if (remembered.isEmpty()) {
      known.remember(region, expected);
    }
  }

  /**
   * Closes what is open, if that is not the region's repository any more; whether it wasn't.
   * Whoever still uses it is let at nothing.
   */
  private boolean leave(String region, Place place, Known remembered) {
    UUID former = place.repository().id();
    if (former.equals(remembered.id())) {
      return false;
    }
    place.store().refuse(UnexpectedRepository.absent(region, former));
    log.info("Region {} has begun anew, without {}", region, former);
    return places.remove(region, place);
  }

  /** Why a region's repository is refused; null when it isn't. */
  @Nullable UnexpectedRepository refusal(String region) {
    return refusals.get(region);
  }

  /** The id of a region's repository; empty if it has never had one. */
  Optional<UUID> idOf(String region) {
    return known.of(region).map(Known::id);
  }

  /**
   * Gives up a region's repository, which isn't there: from now on another one that is there is the
   * region's, or a new one.
   *
   * @return whether there was one to give up: not if it is there, or if there never was one
   */
  boolean giveUp(String region) {
    try {
      look(region);
      return false;
    } catch (UnexpectedRepository e) {
      known.forget(region);
      look(region);
      return true;
    }
  }
}
