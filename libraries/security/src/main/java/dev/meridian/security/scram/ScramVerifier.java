package dev.meridian.security.scram;

import static com.ongres.scram.common.ScramMechanism.SCRAM_SHA_256;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.StringPreparation;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PostgreSQL keeps in place of a password (pg_authid.rolpassword): {@code
 * SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}, the last three in Base64. Nobody can
 * log in with it, but who has it can play the server, and can guess the password offline: keep it
 * like a secret.
 *
 * @see <a href="https://www.postgresql.org/docs/current/catalog-pg-authid.html">pg_authid</a>
 */
public final class ScramVerifier {

  /** PostgreSQL's own numbers: SCRAM_SHA_256_DEFAULT_ITERATIONS, SCRAM_DEFAULT_SALT_LEN. */
  private static final int ITERATIONS = 4096;

  private static final int SALT_BYTES = 16;
  private static final int KEY_BYTES = 32;
  private static final int LONGEST = 512;

  private static final String BASE64 = "([A-Za-z0-9+/]+={0,2})";
  private static final Pattern FORMAT =
      Pattern.compile(
          "SCRAM-SHA-256\\$([1-9][0-9]{0,8}):%s\\$%s:%s".formatted(BASE64, BASE64, BASE64));

  private final String text;

  private ScramVerifier(String text) {
    this.text = text;
  }

  /**
   * The verifier of a password, with a new salt.
   *
   * <p>The password is prepared as PostgreSQL does it: SASLprep, or as it is where SASLprep
   * prohibits it.
   *
   * @param password not empty; stays the caller's, who should overwrite it
   */
  public static ScramVerifier of(char[] password, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return of(password, salt, ITERATIONS);
  }

  static ScramVerifier of(char[] password, byte[] salt, int iterations) {
    byte[] salted =
        ScramFunctions.saltedPassword(
            SCRAM_SHA_256, StringPreparation.POSTGRESQL_PREPARATION, password, salt, iterations);
    byte[] clientKey = ScramFunctions.clientKey(SCRAM_SHA_256, salted);
    byte[] storedKey = ScramFunctions.storedKey(SCRAM_SHA_256, clientKey);
    byte[] serverKey = ScramFunctions.serverKey(SCRAM_SHA_256, salted);
    Base64.Encoder base64 = Base64.getEncoder();
    return new ScramVerifier(
        "SCRAM-SHA-256$%d:%s$%s:%s"
            .formatted(
                iterations,
                base64.encodeToString(salt),
                base64.encodeToString(storedKey),
                base64.encodeToString(serverKey)));
  }

  /**
   * Reads a verifier, whoever made it: 4,096 iterations or more (RFC 7677), a salt, and two keys of
   * 32 bytes, in canonical Base64.
   *
   * @throws MalformedVerifier when the text isn't one
   */
  public static ScramVerifier parse(String text) {
    Matcher format = FORMAT.matcher(text);
    if (text.length() > LONGEST || !format.matches()) {
      throw new MalformedVerifier(
          "Not of the form SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>");
    }
    if (Integer.parseInt(format.group(1)) < ITERATIONS) {
      throw new MalformedVerifier("Fewer than %,d iterations".formatted(ITERATIONS));
    }
    decode("salt", format.group(2));
    requireKey("StoredKey", decode("StoredKey", format.group(3)));
    requireKey("ServerKey", decode("ServerKey", format.group(4)));
    return new ScramVerifier(text);
  }

  /** The verifier as PostgreSQL stores it, and takes it for a password. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScramVerifier that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "ScramVerifier[redacted]";
  }

  private static byte[] decode(String name, String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException _) {
      // Its message tells where, not what, but the cause of a secret's error is best not kept.
      throw new MalformedVerifier("The %s isn't Base64".formatted(name));
    }
    if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
      throw new MalformedVerifier("The %s isn't canonical Base64".formatted(name));
    }
    return bytes;
  }

  private static void requireKey(String name, byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new MalformedVerifier("The %s isn't of %d bytes".formatted(name, KEY_BYTES));
    }
  }
}
