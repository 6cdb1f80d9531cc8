package dev.meridian.repository.sealing;

import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.security.auth.login.FailedLoginException;
import org.jspecify.annotations.Nullable;

/**
 * AES keys inside a hardware security module or a key management service, which this process may
 * use and never sees: what speaks PKCS #11 comes with a library for that. What was wrapped is a
 * nonce of 12 bytes and what AES-GCM makes of the secret, with the purpose as its associated data.
 *
 * <p>The token is opened when it is needed first, and anew after it failed. It is never opened
 * again after it refused the PIN: it would lock itself.
 */
public final class Pkcs11Key implements KeyWrapping {

  private static final String AES_GCM = "AES/GCM/NoPadding";

  private final Path module;
  private final int slotListIndex;
  private final List<String> labels;
  private final Supplier<char[]> pin;
  private volatile @Nullable Token token;
  private @Nullable Exception pinRefused;

  /** A token that was logged in to. */
  private record Token(Provider provider, List<SecretKey> keys) {}

  /**
   * Keys of a token; opens nothing yet.
   *
   * @param module the PKCS #11 library that came with it, as a path
   * @param slotListIndex which of its slots, from 0, in the order in which it lists them
   * @param labels the keys' names: the present one first, then those that it followed
   * @param pin asked for whenever the token is opened; the array is wiped after that
   * @throws IllegalArgumentException when the module is no absolute path, or there is no label
   */
  public Pkcs11Key(Path module, int slotListIndex, List<String> labels, Supplier<char[]> pin) {
    if (!module.isAbsolute() || module.toString().matches(".*[\"\\p{Cntrl}].*")) {
      throw new IllegalArgumentException(
          "A PKCS #11 module is an absolute path without quotes, not " + module);
    }
    if (labels.isEmpty() || labels.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("Which keys of the token are meant? Give their labels");
    }
    this.module = module;
    this.slotListIndex = slotListIndex;
    this.labels = List.copyOf(labels);
    this.pin = pin;
  }

  /** The label of the key that wraps. */
  @Override
  public String keyId() {
    String id = "pkcs11:" + labels.getFirst();
    return id.substring(0, Math.min(id.length(), 200));
  }

  @Override
  public byte[] wrap(byte[] secret, String purpose) {
    byte[] nonce = RepositoryKey.random(AesGcm.NONCE_BYTES);
    byte[] sealed =
        Objects.requireNonNull(
            use(
                open ->
                    cipher(open, Cipher.ENCRYPT_MODE, open.keys().getFirst(), nonce, purpose)
                        .doFinal(secret)));
    byte[] wrapped = Arrays.copyOf(nonce, nonce.length + sealed.length);
    System.arraycopy(sealed, 0, wrapped, nonce.length, sealed.length);
    return wrapped;
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String purpose, String what) {
    int content = wrapped.length - AesGcm.NONCE_BYTES;
    if (content < AesGcm.TAG_BYTES) {
      throw new WrongKey(what + " is too short to be what a key of the token wrapped");
    }
    byte[] nonce = Arrays.copyOf(wrapped, AesGcm.NONCE_BYTES);
    byte @Nullable [] secret =
        use(
            open -> {
              for (SecretKey key : open.keys()) {
                try {
                  return cipher(open, Cipher.DECRYPT_MODE, key, nonce, purpose)
                      .doFinal(wrapped, nonce.length, content);
                } catch (AEADBadTagException e) {
                  // The next one, maybe.
                }
              }
              return null;
            });
    if (secret == null) {
      throw new WrongKey(
          "No given key of the token (%s) opens %s: give the label of the key that it was made with"
              .formatted(String.join(", ", labels), what));
    }
    return secret;
  }

  private static Cipher cipher(Token open, int mode, SecretKey key, byte[] nonce, String purpose)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(AES_GCM, open.provider());
    cipher.init(mode, key, new GCMParameterSpec(AesGcm.TAG_BYTES * 8, nonce));
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @FunctionalInterface
  private interface Use {

    byte @Nullable [] with(Token open) throws GeneralSecurityException;
  }

  private byte @Nullable [] use(Use use) {
    try {
      return use.with(opened());
    } catch (GeneralSecurityException | ProviderException e) {
      token = null;
      throw new StoreUnavailable("The token behind " + module + " could not use its key", e);
    }
  }

  private synchronized Token opened() {
    Token known = token;
    if (known == null) {
      known = open();
      token = known;
    }
    return known;
  }

  private Token open() {
    if (pinRefused != null) {
      throw refused(pinRefused);
    }
    char[] secret = pin.get();
    try {
      Provider provider =
          Security.getProvider("SunPKCS11")
              .configure(
                  "--name=meridian\nlibrary=\"%s\"\nslotListIndex=%d\n"
                      .formatted(module, slotListIndex));
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, secret);
      List<SecretKey> keys = new ArrayList<>();
      for (String label : labels) {
        keys.add(key(store, label));
      }
      return new Token(provider, List.copyOf(keys));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      if (e instanceof WrongKey wrong) {
        throw wrong;
      }
      if (isRefusal(e)) {
        pinRefused = e;
        throw refused(e);
      }
      throw new StoreUnavailable(
          "The token in slot %d of %s could not be opened".formatted(slotListIndex, module), e);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static boolean isRefusal(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof FailedLoginException) {
        return true;
      }
    }
    return false;
  }

  private StoreUnavailable refused(Exception cause) {
    return new StoreUnavailable(
        "The token in slot %d of %s refused the PIN: give the right one, and start this service again"
            .formatted(slotListIndex, module),
        cause);
  }

  private SecretKey key(KeyStore store, String label) throws GeneralSecurityException {
    Key key = store.getKey(label, null);
    if (key instanceof SecretKey secret && secret.getAlgorithm().equals("AES")) {
      return secret;
    }
    throw new WrongKey(
        "The token in slot %d of %s has no AES key that is labelled %s"
            .formatted(slotListIndex, module, label));
  }

  /** Never a secret. */
  @Override
  public String toString() {
    return "Pkcs11Key[%s, slot %d, %s]".formatted(module, slotListIndex, labels);
  }
}
