package dev.meridian.backup.archive;

import dev.meridian.repository.store.StoreUnavailable;
import java.util.UUID;

/**
 * A region's repository isn't where it was: there is none, as where a file system isn't mounted
 * (code {@code repository-absent}), or another one (code {@code repository-other}). Nothing is read
 * from there or written to it until the right one is back.
 */
public final class UnexpectedRepository extends StoreUnavailable {

  private UnexpectedRepository(String code, String message) {
    super(code, message, null);
  }

  static UnexpectedRepository absent(String region, UUID known) {
    return new UnexpectedRepository(
        "repository-absent",
        "The repository %s of region %s isn't there, and none is begun in its place. Bring it back; if it is lost, begin anew: meridian repository begin-anew %s"
            .formatted(known, region, region));
  }

  static UnexpectedRepository other(String region, UUID known, UUID found) {
    return new UnexpectedRepository(
        "repository-other",
        "Region %s has the repository %s, and in its place there is another one, %s, which isn't touched. Bring the right one back; if it is lost, go on in the other: meridian repository begin-anew %s"
            .formatted(region, known, found, region));
  }

  /** Another one to be thrown, which says the same. */
  UnexpectedRepository again() {
    return new UnexpectedRepository(code(), String.valueOf(getMessage()));
  }
}
