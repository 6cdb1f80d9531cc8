package dev.meridian.repository.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever sealed something, everyone opens it. */
class CiphersTest {

  private final Random random = new Random(1);

  @Test
  void theFastOneIsUsedHere() {
    assertThat(Ciphers.best()).isEqualTo(Ciphers.CONSCRYPT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 4096, 1_048_576})
  void bothSealTheSame(int length) throws Exception {
    byte[] content = bytes(length);
    byte[] sealed = crypt(Ciphers.CONSCRYPT, Cipher.ENCRYPT_MODE, content);

    assertThat(sealed)
        .hasSize(length + AesGcm.TAG_BYTES)
        .isEqualTo(crypt(Ciphers.JDK, Cipher.ENCRYPT_MODE, content));
    assertThat(crypt(Ciphers.CONSCRYPT, Cipher.DECRYPT_MODE, sealed)).isEqualTo(content);
    assertThat(crypt(Ciphers.JDK, Cipher.DECRYPT_MODE, sealed)).isEqualTo(content);
  }

  @Test
  void bothRefuseWhatWasChanged() throws Exception {
    byte[] sealed = crypt(Ciphers.JDK, Cipher.ENCRYPT_MODE, bytes(100));
    sealed[50] ^= 1;

    for (Ciphers ciphers : Ciphers.values()) {
      assertThatThrownBy(() -> crypt(ciphers, Cipher.DECRYPT_MODE, sealed))
          .isInstanceOf(AEADBadTagException.class);
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] crypt(Ciphers ciphers, int mode, byte[] in) throws Exception {
    Cipher cipher = ciphers.aesGcm();
    byte[] nonce = new byte[AesGcm.NONCE_BYTES];
    cipher.init(
        mode,
        AesGcm.key(new byte[AesGcm.KEY_BYTES]),
        new GCMParameterSpec(AesGcm.TAG_BYTES * 8, nonce));
    cipher.updateAAD(new byte[] {1, 2, 3});
    return cipher.doFinal(in);
  }
}
