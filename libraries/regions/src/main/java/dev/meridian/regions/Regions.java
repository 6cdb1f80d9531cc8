package dev.meridian.regions;

import dev.meridian.repository.Repository;
import dev.meridian.repository.sealing.KeyWrapping;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Patience;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** All regions, and the key that opens their repositories. */
public final class Regions {

  private final SortedMap<String, Region> regions;
  private final Supplier<? extends KeyWrapping> key;

  /**
   * These regions.
   *
   * @param key of all repositories, asked for each time one is opened
   */
  public Regions(List<Region> regions, Supplier<? extends KeyWrapping> key) {
    SortedMap<String, Region> byName = new TreeMap<>();
    regions.forEach(region -> byName.put(region.name(), region));
    this.regions = Collections.unmodifiableSortedMap(byName);
    this.key = key;
  }

  /**
   * Those of {@code meridian.regions}, and the key that the environment has, or else the fleet.
   * Where {@code meridian.repository-key.pkcs11} names a token, its key follows that one.
   *
   * @param fleetKeys the keys in the fleet's file, asked for only if the environment has none
   * @throws IllegalArgumentException when settings of the regions or of the token are wrong; it
   *     says which
   */
  public static Regions of(Environment environment, Supplier<List<String>> fleetKeys) {
    return new Regions(RegionSettings.in(environment), key(environment, fleetKeys));
  }

  private static Supplier<KeyWrapping> key(
      Environment environment, Supplier<List<String>> fleetKeys) {
    Supplier<KeyWrapping> kept =
        () -> RepositoryKey.of(environment.getProperty(RepositoryKey.VARIABLE), fleetKeys);
    return Binder.get(environment)
        .bind("meridian.repository-key.pkcs11", TokenSettings.class)
        .map(settings -> settings.open(() -> environment.getProperty(TokenSettings.PIN)))
        .map(token -> (Supplier<KeyWrapping>) () -> token.after(kept.get()))
        .orElse(kept);
  }

  /** Their names, sorted. */
  public List<String> names() {
    return List.copyOf(regions.keySet());
  }

  /** The region of that name; empty if there is none. */
  public Optional<Region> find(String name) {
    return Optional.ofNullable(regions.get(name));
  }

  /**
   * The region of that name.
   *
   * @throws UnknownRegion when there is none
   */
  public Region get(String name) {
    return find(name).orElseThrow(() -> new UnknownRegion(name, regions.keySet()));
  }

  /** The key of all repositories, as it is now. */
  public KeyWrapping key() {
    return key.get();
  }

  /**
   * A region's repository for one who only reads.
   *
   * @throws UnknownRegion when there is no such region
   * @throws dev.meridian.repository.store.RepositoryException when the region has no repository
   *     yet, or one of another key, or it can't be read
   */
  public Repository openToRead(String name) {
    return Repository.open(get(name).openToRead(), key());
  }

  /**
   * As {@link #openToRead(String)}, by one who waits while the repository can't be reached.
   *
   * @param patience of that one; once it has ended, so has the use of what is returned
   */
  public Repository openToRead(String name, Patience patience) {
    return Repository.openPatiently(get(name).openToRead(), key(), patience);
  }
}
