package dev.meridian.repository;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.repository.sealing.KeyWrapping;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.sealing.WrongKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** The object {@code repository.json}: what the repository is, and whether a key is its key. */
record RepositoryDescription(
    String format,
    int version,
    UUID id,
    String encryption,
    @Nullable String keyCheck,
    @Nullable String checkedBy) {

  static final String OBJECT = "repository.json";
  private static final String FORMAT = "meridian-repository";
  private static final int VERSION = 1;
  private static final String ENCRYPTED = "AES-256-GCM";
  private static final String PLAIN = "none";
  private static final int MAX_BYTES = 64 << 10;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .changeDefaultPropertyInclusion(
              all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  static RepositoryDescription create(KeyWrapping key) {
    UUID id = UUID.randomUUID();
    String check =
        key.encrypts()
            ? Base64.getEncoder().encodeToString(key.wrap(new byte[0], purpose(id)))
            : null;
    return new RepositoryDescription(
        FORMAT,
        VERSION,
        id,
        key.encrypts() ? ENCRYPTED : PLAIN,
        check,
        key.encrypts() ? key.keyId() : null);
  }

  /** Whether this call made it. */
  boolean put(Store store) {
    return store.putIfAbsent(OBJECT, Content.of(JSON.writeValueAsBytes(this)));
  }

  static RepositoryDescription read(Store store) {
    byte[] bytes;
    try {
      bytes = store.readBytes(OBJECT, 0, MAX_BYTES);
    } catch (MissingObject e) {
      throw new NoRepository("There is no repository here; create one first");
    }
    try {
      var tree = JSON.readTree(bytes);
      String format = tree.path("format").asString("");
      int version = tree.path("version").asInt(0);
      if (!format.equals(FORMAT) || version != VERSION) {
        throw new UnsupportedFormat(
            OBJECT,
            "%s says format '%s', version %d; understood is %s, version %d"
                .formatted(OBJECT, format, version, FORMAT, VERSION));
      }
      if (!tree.path("id").isString() || !tree.path("encryption").isString()) {
        throw new DamagedObject(OBJECT, "it does not say the repository's id and encryption");
      }
      return JSON.treeToValue(tree, RepositoryDescription.class);
    } catch (JacksonException e) {
      throw new DamagedObject(OBJECT, "it is not the JSON it should be", e);
    }
  }

  /**
   * @throws WrongKey when it is not this repository's key, or one where there is none, or none
   *     where there is one
   */
  void check(KeyWrapping key) {
    switch (encryption) {
      case PLAIN -> {
        if (key.encrypts()) {
          throw new WrongKey("The repository " + id + " is not encrypted: open it without a key");
        }
      }
      case ENCRYPTED -> checkEncrypted(key);
      default ->
          throw new UnsupportedFormat(
              OBJECT, "Unknown encryption in " + OBJECT + ": " + encryption);
    }
  }

  private void checkEncrypted(KeyWrapping key) {
    if (!key.encrypts()) {
      throw new WrongKey("The repository " + id + " is encrypted: open it with its key");
    }
    byte[] check;
    try {
      check = Base64.getDecoder().decode(keyCheck == null ? "" : keyCheck);
    } catch (IllegalArgumentException e) {
      throw new DamagedObject(OBJECT, "its key check is no Base64", e);
    }
    String by = checkedBy == null ? "" : ", made with the key " + checkedBy;
    key.unwrap(check, purpose(id), "the repository " + id + by);
  }

  private static String purpose(UUID id) {
    return "meridian/1/repository/" + id;
  }
}
