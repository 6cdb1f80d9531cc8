package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is left of backups that have no manifest, besides the packs that others' manifests
 * name. docs/repository-format.md says why this is safe beside writers, "Incremental backups".
 */
final class UnnamedObjects {

  private static final Logger LOG = LoggerFactory.getLogger(UnnamedObjects.class);

  private final Store store;
  private final Supplier<Sealing> sealing;
  private final BackupNames names;

  UnnamedObjects(Store store, Supplier<Sealing> sealing, BackupNames names) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
  }

  /**
   * Deletes what nobody names of these backups, which had their manifests deleted or never had one.
   *
   * @param all the ids of all backups that there is anything of, listed after those manifests went
   * @return those of which something was deleted
   */
  List<UUID> delete(Collection<UUID> dead, Collection<UUID> all) {
    if (dead.isEmpty()) {
      return List.of();
    }
    Map<UUID, List<String>> objects = new HashMap<>();
    for (UUID id : all) {
      objects.put(
          id, store.list(names.backup(id)).objects().stream().map(StoredObject::name).toList());
    }
    Set<UUID> gone = new HashSet<>(dead);
    gone.removeIf(id -> isComplete(id, objects));
    for (UUID id : objects.keySet()) {
      if (!gone.contains(id) && isBeingBuilt(id, objects)) {
        LOG.debug("Backup {} is being built; packs that it might share stay for now", id);
        return List.of();
      }
    }
    List<UUID> deleted = new ArrayList<>();
    Set<String> named = named(objects);
    if (named != null) {
      for (UUID id : gone) {
        List<String> unnamed = new ArrayList<>(objects.getOrDefault(id, List.of()));
        unnamed.removeAll(named);
        if (!unnamed.isEmpty()) {
          store.delete(unnamed);
          deleted.add(id);
        }
      }
    }
    return deleted;
  }

  private boolean isComplete(UUID id, Map<UUID, List<String>> objects) {
    return objects.getOrDefault(id, List.of()).contains(names.manifest(id));
  }

  private boolean isBeingBuilt(UUID id, Map<UUID, List<String>> objects) {
    return !isComplete(id, objects)
        && objects.getOrDefault(id, List.of()).contains(names.claim(id));
  }

  /** The packs that manifests name; null when one of them cannot tell. */
  private @Nullable Set<String> named(Map<UUID, List<String>> objects) {
    Set<String> named = new HashSet<>();
    for (UUID id : objects.keySet()) {
      if (isComplete(id, objects)) {
        String manifest = names.manifest(id);
        try {
          new ManifestReader(store, sealing.get(), manifest)
              .read(file -> {})
              .packs()
              .forEach(pack -> named.add(names.pack(pack)));
        } catch (DamagedObject | UnsupportedFormat e) {
          LOG.error("Packs that nobody may need stay, for it is not known: {}", e.getMessage());
          return null;
        } catch (MissingObject e) {
          LOG.debug("Backup {} has just been deleted", id);
        }
      }
    }
    return named;
  }
}
