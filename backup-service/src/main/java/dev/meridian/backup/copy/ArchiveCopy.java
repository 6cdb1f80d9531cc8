package dev.meridian.backup.copy;

import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.io.InputStream;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes one server's objects in another store the same as in the first. Objects never change, so
 * what has its name is a copy of it. A backup's manifest goes last: what is visible in the copy is
 * complete, as it is in the original.
 */
final class ArchiveCopy {

  private static final String MANIFEST = "/manifest";

  private final Store from;
  private final Store to;
  private final String folder;
  private Set<String> copied = Set.of();
  private boolean listed;

  ArchiveCopy(Store from, Store to, UUID serverId) {
    this.from = from;
    this.to = to;
    this.folder = "servers/" + serverId + "/";
  }

  /**
   * Copies what is missing, then deletes what is gone.
   *
   * @return the backups that are complete in the copy
   */
  Set<UUID> bringUpToDate() {
    // Backups are listed before the log: whatever a listed backup needs is listed, too.
    List<String> original = from.listAll(folder).stream().map(StoredObject::name).toList();
    if (!original.contains(folder + "key.json")) {
      // Nothing is there yet, or the store isn't: a copy is no less worth for that.
      return Set.of();
    }
    copied = new HashSet<>(listed ? copied : list());
    listed = true;
    original.stream()
        .filter(name -> !copied.contains(name))
        .sorted(Comparator.comparing(ArchiveCopy::isManifest))
        .forEach(this::copy);
    deleteAllBut(Set.copyOf(original));
    return copied.stream()
        .filter(ArchiveCopy::isManifest)
        .map(this::backupOf)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Set<String> list() {
    return to.listAll(folder).stream().map(StoredObject::name).collect(Collectors.toSet());
  }

  private void copy(String name) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CopyInterrupted();
    }
    try {
      to.putIfAbsent(
          name,
          sink -> {
            try (InputStream in = from.read(name, 0, Long.MAX_VALUE)) {
              in.transferTo(sink);
            }
          });
      copied.add(name);
    } catch (MissingObject e) {
      // Merged into another, or expired, since it was listed.
    }
  }

  /** What was merged has been copied by now, as a part of the whole that it was merged into. */
  private void deleteAllBut(Set<String> original) {
    Set<String> gone = new HashSet<>(copied);
    gone.removeAll(original);
    gone.removeIf(name -> isMissed(name, original));
    if (!gone.isEmpty()) {
      Set<String> manifests =
          gone.stream().filter(ArchiveCopy::isManifest).collect(Collectors.toSet());
      to.delete(manifests);
      to.delete(gone);
      copied.removeAll(gone);
    }
  }

  /**
   * Whether the original should still have it: the copy may be the last one. All of a backup stays
   * while its manifest does, but the claim; the log goes from its beginning, or when it is merged.
   */
  private static boolean isMissed(String name, Set<String> original) {
    String above = name.substring(0, name.lastIndexOf('/'));
    if (above.contains("/backups/")) {
      return !name.endsWith("/base") && original.contains(above + MANIFEST);
    }
    return LogObject.parse(name).filter(log -> log.isMissedIn(original)).isPresent();
  }

  private static boolean isManifest(String name) {
    return name.endsWith(MANIFEST);
  }

  private UUID backupOf(String manifest) {
    String path = manifest.substring(0, manifest.length() - MANIFEST.length());
    return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
  }

  /** The service ends; the copy goes on when it is back. */
  static final class CopyInterrupted extends RuntimeException {

    private static final long serialVersionUID = 1;

    CopyInterrupted() {
      super("The copy was interrupted");
    }
  }
}
