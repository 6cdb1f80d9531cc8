package dev.meridian.repository.sealing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The 32 bytes that open a repository. Whoever has them and the repository can read everything;
 * without them nothing can be read. Where they are kept is the caller's business.
 *
 * <p>There may be several: the first wraps, and each unwraps what it wrapped when it was the first.
 */
public final class RepositoryKey implements KeyWrapping {

  /** The environment variable that holds the key, or several, where there is no file. */
  public static final String VARIABLE = "MERIDIAN_REPOSITORY_KEY";

  private static final RepositoryKey NONE = new RepositoryKey(List.of());
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] ID = "meridian/1/key-id".getBytes(StandardCharsets.US_ASCII);
  private static final int ID_BYTES = 8;

  private final List<SecretKey> keys;

  private RepositoryKey(List<SecretKey> keys) {
    this.keys = keys;
  }

  /** For a repository that is not encrypted: no key. */
  public static RepositoryKey none() {
    return NONE;
  }

  /**
   * A key as {@link #toBase64} gave it, or several, with white space or a comma between them: the
   * present one first, then those that it followed.
   *
   * @throws IllegalArgumentException when there is none, or one is not 32 bytes in Base64. The text
   *     is not repeated.
   */
  public static RepositoryKey fromBase64(String text) {
    return new RepositoryKey(
        Arrays.stream(text.strip().split("[\\s,]+")).map(RepositoryKey::key).toList());
  }

  private static SecretKey key(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "A repository key is 32 bytes in Base64; this is no Base64");
    }
    if (bytes.length != AesGcm.KEY_BYTES) {
      throw new IllegalArgumentException(
          "A repository key is 32 bytes in Base64, not " + bytes.length);
    }
    return AesGcm.key(bytes);
  }

  /**
   * The key of a process: what its environment says in {@link #VARIABLE}, or else what its file
   * says.
   *
   * @param variable the variable's value; null or blank if it isn't set
   * @param file the keys in Base64, asked for only if there is no variable
   * @throws IllegalArgumentException as {@link #fromBase64}
   */
  public static RepositoryKey of(@Nullable String variable, Supplier<List<String>> file) {
    if (variable == null || variable.isBlank()) {
      return fromBase64(String.join("\n", file.get()));
    }
    try {
      return fromBase64(variable);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(VARIABLE + " is no key: " + e.getMessage());
    }
  }

  /** A new random key. */
  public static RepositoryKey generate() {
    return new RepositoryKey(List.of(AesGcm.key(random(AesGcm.KEY_BYTES))));
  }

  /**
   * The key as text, to be kept in a safe place; several, one a line.
   *
   * @throws IllegalStateException when this is {@link #none}
   */
  public String toBase64() {
    present();
    return keys.stream()
        .map(key -> Base64.getEncoder().encodeToString(key.getEncoded()))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public boolean encrypts() {
    return !keys.isEmpty();
  }

  /** The beginning of a hash of the key that wraps. */
  @Override
  public String keyId() {
    return id(present());
  }

  private static String id(SecretKey key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(ID);
      return HexFormat.of().formatHex(sha256.digest(key.getEncoded()), 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] wrap(byte[] secret, String purpose) {
    byte[] nonce = random(AesGcm.NONCE_BYTES);
    byte[] wrapped = new byte[nonce.length + secret.length + AesGcm.TAG_BYTES];
    System.arraycopy(nonce, 0, wrapped, 0, nonce.length);
    byte[] associated = purpose.getBytes(StandardCharsets.UTF_8);
    AesGcm.encrypt(present(), nonce, associated, secret, secret.length, wrapped, nonce.length);
    return wrapped;
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String purpose, String what) {
    present();
    int content = wrapped.length - AesGcm.NONCE_BYTES;
    if (content < AesGcm.TAG_BYTES) {
      throw new WrongKey(what + " is too short to be what the repository key wrapped");
    }
    byte[] nonce = Arrays.copyOf(wrapped, AesGcm.NONCE_BYTES);
    byte[] associated = purpose.getBytes(StandardCharsets.UTF_8);
    for (SecretKey key : keys) {
      try {
        return AesGcm.decrypt(key, nonce, associated, wrapped, nonce.length, content);
      } catch (AEADBadTagException e) {
        // The next one, maybe.
      }
    }
    throw new WrongKey(
        "The given repository key (%s) does not open %s: give the key that it was made with"
            .formatted(ids(), what));
  }

  private SecretKey present() {
    if (keys.isEmpty()) {
      throw new IllegalStateException("There is no key");
    }
    return keys.getFirst();
  }

  private String ids() {
    return keys.stream().map(RepositoryKey::id).collect(Collectors.joining(", "));
  }

  static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "RepositoryKey[" + (keys.isEmpty() ? "none" : ids()) + "]";
  }
}
