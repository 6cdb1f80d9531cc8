package dev.meridian.repository.sealing;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.Store;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server's data key in the repository: {@code key.json}, made when the server's first object is
 * written. Safe for use by many threads.
 */
public final class ServerKey {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ALGORITHM = "AES-256-GCM";
  private static final int MAX_JSON_BYTES = 64 << 10;

  private final Store store;
  private final KeyWrapping repositoryKey;
  private final UUID serverId;
  private final String object;
  private final int compressionLevel;
  private @Nullable Sealing sealing;

  /** The key of {@code serverId}, which is kept in the object {@code object}. */
  public ServerKey(
      Store store, KeyWrapping repositoryKey, UUID serverId, String object, int level) {
    this.store = store;
    this.repositoryKey = repositoryKey;
    this.serverId = serverId;
    this.object = object;
    this.compressionLevel = level;
  }

  /**
   * How the server's objects are opened.
   *
   * @throws dev.meridian.repository.store.MissingObject when the server has no key
   * @throws WrongKey when the repository key is not the one that wrapped it
   */
  public synchronized Sealing forReading() {
    Sealing known = sealing;
    if (known == null) {
      known =
          repositoryKey.encrypts()
              ? Sealing.encrypted(read(), compressionLevel)
              : Sealing.plain(compressionLevel);
      sealing = known;
    }
    return known;
  }

  /** How the server's objects are sealed; makes the key if the server has none. */
  public synchronized Sealing forWriting() {
    if (sealing == null && repositoryKey.encrypts() && store.size(object).isEmpty()) {
      String by = repositoryKey.keyId();
      byte[] wrapped = repositoryKey.wrap(Sealing.newDataKey(), purpose(by));
      var json = new KeyJson(1, ALGORITHM, Base64.getEncoder().encodeToString(wrapped), by);
      store.putIfAbsent(object, Content.of(JSON.writeValueAsBytes(json)));
    }
    return forReading();
  }

  /** Whether the server has a data key once it has any object: without encryption it has none. */
  public boolean isNeeded() {
    return repositoryKey.encrypts();
  }

  /** Whether this one has been read, and the other is not the same. */
  public boolean isKnownToDifferFrom(ServerKey other) {
    Sealing known;
    synchronized (this) {
      known = sealing;
    }
    return known != null && !known.hasKeyOf(other.forReading());
  }

  private byte[] read() {
    byte[] bytes = store.readBytes(object, 0, MAX_JSON_BYTES);
    byte[] wrapped;
    @Nullable String by;
    try {
      KeyJson json = JSON.readValue(bytes, KeyJson.class);
      if (json.version() != 1 || !json.algorithm().equals(ALGORITHM)) {
        throw new UnsupportedFormat(
            object,
            "%s has version %d and algorithm %s; understood are version 1 and %s"
                .formatted(object, json.version(), json.algorithm(), ALGORITHM));
      }
      wrapped = Base64.getDecoder().decode(json.wrappedKey());
      by = json.wrappedBy();
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      throw new DamagedObject(object, "it is not the JSON it should be", e);
    }
    String what = by == null ? object : object + ", wrapped by the key " + by;
    return repositoryKey.unwrap(wrapped, purpose(by), what);
  }

  private String purpose(@Nullable String wrappedBy) {
    String key = "meridian/1/data-key/" + serverId;
    return wrappedBy == null ? key : key + "/" + wrappedBy;
  }

  private record KeyJson(
      int version, String algorithm, String wrappedKey, @Nullable String wrappedBy) {}
}
