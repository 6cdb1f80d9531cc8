package dev.meridian.backup.copy;

import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.StoredObject;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Brings back what an archive has lost and its copy still has, before the copy goes.
 *
 * @param lost the backups that must have a manifest in the archive and have none: nothing there
 *     tells of them
 */
record TakeBack(ServerArchive archive, ServerArchive copy, Supplier<Set<UUID>> lost) {

  /**
   * Brings it back, as far as listings and manifests tell.
   *
   * @return what the copy has and the archive still lacks
   */
  List<String> run() {
    boolean same = archive.hasKeyOf(copy) || (!archive.hasKey() && !copy.hasKey());
    while (true) {
      List<String> missing = missing();
      boolean better = false;
      for (String name : missing) {
        better |= same && archive.heal(name, copy);
      }
      if (!better) {
        return missing;
      }
      // What came back may tell of more: a manifest of all that it names.
    }
  }

  /** Manifests last: what is visible is complete. */
  private List<String> missing() {
    Set<String> copied =
        copy.objects().stream().map(StoredObject::name).collect(Collectors.toSet());
    Set<String> missing = new LinkedHashSet<>(archive.lost(copy));
    archive.backupIds().forEach(backup -> missing.addAll(missingOf(backup)));
    missing.retainAll(copied);
    missing.addAll(lostBackups(copied));
    return missing.stream().sorted(Comparator.comparing(TakeBack::isManifest)).toList();
  }

  private List<String> missingOf(UUID backup) {
    try {
      return archive.openBackup(backup).missingObjects();
    } catch (DamagedObject | UnsupportedFormat e) {
      return List.of(archive.manifestOf(backup));
    } catch (MissingObject e) {
      // It has expired since it was listed.
      return List.of();
    }
  }

  /** All that is there of them only in the copy, if they are whole there. */
  private Set<String> lostBackups(Set<String> copied) {
    Set<String> folders =
        lost.get().stream()
            .map(copy::manifestOf)
            .filter(copied::contains)
            .map(TakeBack::folder)
            .collect(Collectors.toSet());
    if (folders.isEmpty()) {
      return Set.of();
    }
    Set<String> only = new HashSet<>(copied);
    only.removeIf(name -> !folders.contains(folder(name)));
    archive.objects().forEach(object -> only.remove(object.name()));
    return only;
  }

  private static boolean isManifest(String name) {
    return name.endsWith("/manifest");
  }

  private static String folder(String name) {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }
}
