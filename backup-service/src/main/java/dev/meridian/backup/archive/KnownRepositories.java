package dev.meridian.backup.archive;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which repository each region has. It is remembered apart from the repositories, for an empty
 * place doesn't tell whether there was one.
 */
interface KnownRepositories {

  /**
   * What is remembered of a region.
   *
   * @param id of its repository; null when the next one that is there is its repository
   */
  record Known(@Nullable UUID id) {}

  /** What is remembered of a region; empty if it has never had a repository. */
  Optional<Known> of(String region);

  /** Takes note of a region's repository, unless there is one already, which stays. */
  void remember(String region, UUID repository);

  /** From now on the next repository that is there is the region's. */
  void forget(String region);
}
