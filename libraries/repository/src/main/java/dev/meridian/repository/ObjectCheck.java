package dev.meridian.repository;

import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.ServerKey;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.sealing.WrongKey;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether a single object is as it was written: sealed objects tell that by themselves. */
final class ObjectCheck {

  private final Store store;
  private final String folder;
  private final Supplier<ServerKey> key;

  /**
   * @param folder of the server; ends with /
   * @param key read anew: it is an object, too
   */
  ObjectCheck(Store store, String folder, Supplier<ServerKey> key) {
    this.store = store;
    this.folder = folder;
    this.key = key;
  }

  Optional<Finding> check(String name) {
    if (!name.startsWith(folder)) {
      throw new IllegalArgumentException(name + " is no object under " + folder);
    }
    try {
      read(name);
      return Optional.empty();
    } catch (DamagedObject | MissingObject | UnsupportedFormat | WrongKey e) {
      return Optional.of(new Finding(e.code(), name, String.valueOf(e.getMessage())));
    }
  }

  private void read(String name) throws RepositoryException {
    String rest = name.substring(folder.length());
    if (rest.equals("key.json")) {
      if (store.size(name).isEmpty()) {
        throw new MissingObject(name);
      }
      key.get().forReading();
      return;
    }
    ObjectKind kind = kind(rest);
    try (ChunkReader chunks =
        ChunkReader.of(key.get().forReading(), name, kind, store.read(name, 0, Long.MAX_VALUE))) {
      chunks.verifyRest();
    }
  }

  private static ObjectKind kind(String rest) {
    String last = rest.substring(rest.lastIndexOf('/') + 1);
    if (rest.startsWith("wal/")) {
      return ObjectKind.WAL;
    }
    if (rest.startsWith("timelines/")) {
      return ObjectKind.TIMELINE_HISTORY;
    }
    if (rest.startsWith("restore-points/")) {
      return ObjectKind.RESTORE_POINT;
    }
    return switch (last) {
      case "manifest" -> ObjectKind.MANIFEST;
      case "base" -> ObjectKind.CLAIM;
      case "postgres-manifest" -> ObjectKind.POSTGRES_MANIFEST;
      default -> ObjectKind.PACK;
    };
  }
}
