package dev.meridian.security.seal;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;

/** The fleet's private key: opens what its {@link SealingKey} sealed. Only hosts have it. */
public final class OpeningKey {

  private final KeysetHandle keyset;
  private final HybridDecrypt decrypt;

  private OpeningKey(KeysetHandle keyset) throws GeneralSecurityException {
    this.keyset = keyset;
    this.decrypt = keyset.getPrimitive(HybridConfig2026.get(), HybridDecrypt.class);
  }

  /** A new key, at random. */
  public static OpeningKey generate() {
    try {
      HpkeParameters parameters =
          HpkeParameters.builder()
              .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
              .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
              .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
              // Names the key in what it seals, so that a fleet can change its key.
              .setVariant(HpkeParameters.Variant.TINK)
              .build();
      return new OpeningKey(KeysetHandle.generateNew(parameters, HybridConfig2026.get()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM can't make an HPKE key", e);
    }
  }

  /**
   * Reads a private keyset of Tink's JSON format.
   *
   * @throws MalformedKey when it isn't one
   */
  public static OpeningKey fromJson(String json) {
    try {
      return new OpeningKey(
          TinkJsonProtoKeysetFormat.parseKeyset(
              json, HybridConfig2026.get(), InsecureSecretKeyAccess.get()));
    } catch (GeneralSecurityException _) {
      throw new MalformedKey("Not a private HPKE keyset in Tink's JSON format");
    }
  }

  /** The private keyset in Tink's JSON format, in clear: a secret. */
  public String toJson() {
    try {
      return TinkJsonProtoKeysetFormat.serializeKeyset(
          keyset, HybridConfig2026.get(), InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Can't write this key", e);
    }
  }

  /** The public key that seals what this one opens. */
  public SealingKey sealingKey() {
    try {
      return new SealingKey(keyset.getPublicKeysetHandle());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every private key has its public one", e);
    }
  }

  /**
   * Opens what was sealed for a server.
   *
   * @param serverId the server that it must have been sealed for
   * @param sealed Base64, as {@link SealingKey#seal} made it
   * @return what was sealed: a secret
   * @throws CannotOpen when it was sealed with another key, for another server, or has changed
   */
  public String open(UUID serverId, String sealed) {
    try {
      byte[] opened =
          decrypt.decrypt(Base64.getDecoder().decode(sealed), SealingKey.contextInfo(serverId));
      return new String(opened, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new CannotOpen("What was sealed for server %s isn't Base64".formatted(serverId));
    } catch (GeneralSecurityException _) {
      throw new CannotOpen(
          "Sealed with another fleet's key, or not for server %s, or changed on its way"
              .formatted(serverId));
    }
  }
}
