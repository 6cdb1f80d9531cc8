package dev.meridian.postgres.runtime;

import dev.meridian.postgres.runtime.Installation.Origin;
import dev.meridian.postgres.runtime.PostgresFailure.Reason;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The PostgreSQL versions that can run on this machine. For each major version an installed one is
 * chosen first (a configured directory before all others, then the highest minor version), else the
 * bundled one, which is extracted when it is first asked for.
 */
public final class Installations {

  private final SortedMap<Integer, Installation> installed;
  private final BundledBinaries bundled;

  private Installations(SortedMap<Integer, Installation> installed, BundledBinaries bundled) {
    this.installed = installed;
    this.bundled = bundled;
  }

  /** Like {@link #find(Path, List)} with no configured directory. */
  public static Installations find(Path cache) {
    return find(cache, List.of());
  }

  /**
   * Looks for PostgreSQL 15 to 18 in the configured directories, in the places where packages
   * install it, and on the {@code PATH}.
   *
   * @param cache where bundled binaries are extracted, to {@code <cache>/<version>/}; created when
   *     needed, and made enterable for every OS user
   * @param configured further {@code bin} directories
   */
  public static Installations find(Path cache, List<Path> configured) {
    return in(cache, configured, InstalledBinaries.directories());
  }

  /** Only what is bundled and what is in the given {@code bin} directories. */
  public static Installations bundled(Path cache, List<Path> configured) {
    return in(cache, configured, List.of());
  }

  private static Installations in(Path cache, List<Path> configured, List<Path> usual) {
    var found = new TreeMap<>(InstalledBinaries.bestPerMajor(usual));
    found.putAll(InstalledBinaries.bestPerMajor(configured));
    return new Installations(found, new BundledBinaries(cache));
  }

  /** The version that {@link #forMajor} would choose, by major version; nothing is extracted. */
  public SortedMap<Integer, String> versions() {
    var versions = new TreeMap<>(bundled.versions());
    installed.forEach((major, installation) -> versions.put(major, installation.version()));
    return Collections.unmodifiableSortedMap(versions);
  }

  /**
   * The installation to use for a major version, ready to run.
   *
   * @throws PostgresFailure {@link Reason#NO_INSTALLATION} if there is none, with those there are
   */
  public Installation forMajor(int major) {
    var local = installed.get(major);
    if (local != null) {
      return local;
    }
    var version = bundled.versions().get(major);
    if (version == null) {
      throw new PostgresFailure(
          Reason.NO_INSTALLATION,
          "No PostgreSQL %d on this machine. Available: %s".formatted(major, versions()));
    }
    return new Installation(major, version, bundled.extract(major), Origin.BUNDLED);
  }

  /** Where PostgreSQL is on the {@code PATH}. */
  static List<Path> onPath() {
    var path = System.getenv("PATH");
    var directories = new ArrayList<Path>();
    if (path != null) {
      for (var entry : path.split(File.pathSeparator, -1)) {
        if (!entry.isBlank()) {
          directories.add(Path.of(entry));
        }
      }
    }
    return directories;
  }
}
