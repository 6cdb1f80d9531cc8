package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The object that says on which base a backup is being built. While it has no manifest beside it,
 * nobody deletes packs of this server.
 */
final class Claim {

  private Claim() {}

  static void put(Store store, Sealing sealing, String name, UUID base) {
    byte[] json =
        "{\"version\":1,\"base\":\"%s\"}".formatted(base).getBytes(StandardCharsets.UTF_8);
    store.putIfAbsent(
        name,
        sink -> {
          SealedObject object = sealing.create(name, ObjectKind.CLAIM);
          sink.write(object.preamble());
          sink.write(object.seal(0, true, json));
        });
  }
}
