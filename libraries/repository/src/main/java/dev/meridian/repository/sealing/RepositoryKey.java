package dev.meridian.repository.sealing;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The 32 bytes that open a repository. Whoever has them and the repository can read everything;
 * without them nothing can be read. Where they are kept is the caller's business.
 */
public final class RepositoryKey {

  private static final RepositoryKey NONE = new RepositoryKey(null);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final @Nullable SecretKey key;

  private RepositoryKey(@Nullable SecretKey key) {
    this.key = key;
  }

  /** For a repository that is not encrypted: no key. */
  public static RepositoryKey none() {
    return NONE;
  }

  /**
   * A key as {@link #toBase64} gave it; white space around it is ignored.
   *
   * @throws IllegalArgumentException when it is not 32 bytes in Base64. The text is not repeated.
   */
  public static RepositoryKey fromBase64(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "A repository key is 32 bytes in Base64; this is no Base64");
    }
    if (bytes.length != AesGcm.KEY_BYTES) {
      throw new IllegalArgumentException(
          "A repository key is 32 bytes in Base64, not " + bytes.length);
    }
    return new RepositoryKey(AesGcm.key(bytes));
  }

  /** A new random key. */
  public static RepositoryKey generate() {
    return new RepositoryKey(AesGcm.key(random(AesGcm.KEY_BYTES)));
  }

  /**
   * The key as text, to be kept in a safe place.
   *
   * @throws IllegalStateException when this is {@link #none}
   */
  public String toBase64() {
    return Base64.getEncoder().encodeToString(secret().getEncoded());
  }

  /** Whether there is a key, so that the repository is encrypted. */
  public boolean encrypts() {
    return key != null;
  }

  /** {@code secret} wrapped by this key and bound to {@code purpose}. */
  public byte[] wrap(byte[] secret, String purpose) {
    byte[] nonce = random(AesGcm.NONCE_BYTES);
    byte[] wrapped = new byte[nonce.length + secret.length + AesGcm.TAG_BYTES];
    System.arraycopy(nonce, 0, wrapped, 0, nonce.length);
    byte[] associated = purpose.getBytes(StandardCharsets.UTF_8);
    AesGcm.encrypt(secret(), nonce, associated, secret, secret.length, wrapped, nonce.length);
    return wrapped;
  }

  /**
   * What was wrapped.
   *
   * @throws WrongKey when it was wrapped by another key or for another purpose, or was changed
   */
  public byte[] unwrap(byte[] wrapped, String purpose, String what) {
    int content = wrapped.length - AesGcm.NONCE_BYTES;
    if (content < AesGcm.TAG_BYTES) {
      throw new WrongKey(what + " is too short to be what the repository key wrapped");
    }
    byte[] nonce = Arrays.copyOf(wrapped, AesGcm.NONCE_BYTES);
    byte[] associated = purpose.getBytes(StandardCharsets.UTF_8);
    try {
      return AesGcm.decrypt(secret(), nonce, associated, wrapped, nonce.length, content);
    } catch (AEADBadTagException e) {
      throw new WrongKey(
          "The given repository key does not open "
              + what
              + ": give the key that the repository was created with");
    }
  }

  private SecretKey secret() {
    if (key == null) {
      throw new IllegalStateException("There is no key");
    }
    return key;
  }

  static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  /** Never the key. */
  @Override
  public String toString() {
    return key == null ? "RepositoryKey[none]" : "RepositoryKey[secret]";
  }
}
