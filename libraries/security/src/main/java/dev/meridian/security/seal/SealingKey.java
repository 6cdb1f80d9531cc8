package dev.meridian.security.seal;

import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;

/**
 * The fleet's public key: whoever has it can seal a verifier for a server, and nobody can open what
 * it sealed but the fleet's hosts. It is no secret.
 *
 * <p>HPKE (RFC 9180) by Tink: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; the server's
 * id, as lower-case text, is the context info, so that what was sealed for one server is worth
 * nothing to another.
 */
public final class SealingKey {

  private final KeysetHandle keyset;
  private final HybridEncrypt encrypt;

  SealingKey(KeysetHandle keyset) throws GeneralSecurityException {
    this.keyset = keyset;
    this.encrypt = keyset.getPrimitive(HybridConfig2026.get(), HybridEncrypt.class);
  }

  /**
   * Reads a public keyset of Tink's JSON format.
   *
   * @throws MalformedKey when it isn't one
   */
  public static SealingKey fromJson(String json) {
    try {
      return new SealingKey(
          TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(json, HybridConfig2026.get()));
    } catch (GeneralSecurityException _) {
      throw new MalformedKey("Not a public HPKE keyset in Tink's JSON format");
    }
  }

  /** The public keyset in Tink's JSON format. */
  public String toJson() {
    try {
      return TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(keyset, HybridConfig2026.get());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A public keyset holds no secret", e);
    }
  }

  /**
   * Seals a verifier for one server.
   *
   * @param serverId the only server that it can be opened for
   * @param verifier a SCRAM-SHA-256 verifier as PostgreSQL stores it
   * @return Base64
   */
  public String seal(UUID serverId, String verifier) {
    try {
      byte[] sealed =
          encrypt.encrypt(verifier.getBytes(StandardCharsets.UTF_8), contextInfo(serverId));
      return Base64.getEncoder().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Can't seal with this key", e);
    }
  }

  static byte[] contextInfo(UUID serverId) {
    return serverId.toString().getBytes(StandardCharsets.UTF_8);
  }
}
