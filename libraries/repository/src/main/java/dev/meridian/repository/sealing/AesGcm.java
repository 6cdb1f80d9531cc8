package dev.meridian.repository.sealing;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with a tag of 16 bytes, and HKDF-SHA256. Conscrypt copies the arrays that it is given
 * as a whole, however little of them is meant, so what lies in a much larger one is taken out
 * first.
 */
final class AesGcm {

  static final int KEY_BYTES = 32;
  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  private AesGcm() {}

  static SecretKey key(byte[] bytes) {
    return new SecretKeySpec(bytes, "AES");
  }

  static SecretKey derive(SecretKey key, byte[] salt, byte[] info) {
    try {
      AlgorithmParameterSpec how =
          HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).thenExpand(info, KEY_BYTES);
      return KDF.getInstance("HKDF-SHA256").deriveKey("AES", how);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK has no HKDF-SHA256", e);
    }
  }

  /** Writes ciphertext and tag to {@code target}. */
  static void encrypt(
      SecretKey key,
      byte[] nonce,
      byte[] associated,
      byte[] in,
      int length,
      byte[] target,
      int at) {
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, associated);
      if (isMuchMoreThan(in, length)) {
        cipher.doFinal(Arrays.copyOf(in, length), 0, length, target, at);
      } else {
        cipher.doFinal(in, 0, length, target, at);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Could not encrypt", e);
    }
  }

  /** As the other one, into an array of its own. */
  static byte[] decrypt(
      SecretKey key, byte[] nonce, byte[] associated, byte[] in, int from, int length)
      throws AEADBadTagException {
    byte[] target = new byte[Math.max(0, length - TAG_BYTES)];
    decrypt(key, nonce, associated, in, from, length, target);
    return target;
  }

  /**
   * Writes the content of ciphertext and tag to the beginning of {@code target}, which is better
   * not {@linkplain #isMuchMoreThan much larger}.
   *
   * @throws AEADBadTagException when key, nonce, associated data or a byte is not what it was
   */
  static void decrypt(
      SecretKey key,
      byte[] nonce,
      byte[] associated,
      byte[] in,
      int from,
      int length,
      byte[] target)
      throws AEADBadTagException {
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, associated);
      if (isMuchMoreThan(in, length)) {
        cipher.doFinal(Arrays.copyOfRange(in, from, from + length), 0, length, target, 0);
      } else {
        cipher.doFinal(in, from, length, target, 0);
      }
    } catch (AEADBadTagException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Could not decrypt", e);
    }
  }

  /** Whether so many bytes are faster copied out of an array than used inside of it. */
  static boolean isMuchMoreThan(byte[] array, int length) {
    return array.length / 2 > length;
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    Cipher cipher = Ciphers.best().aesGcm();
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
    cipher.updateAAD(associated);
    return cipher;
  }
}
