package dev.meridian.repository.sealing;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where AES-GCM comes from: Conscrypt (BoringSSL), which is fast from its first byte on, or the JDK
 * where that has no native library. See docs/adr/0004-aes-gcm-by-conscrypt.md.
 */
enum Ciphers {
  CONSCRYPT,
  JDK;

  private static final Logger LOG = LoggerFactory.getLogger(Ciphers.class);
  private static final String AES_GCM = "AES/GCM/NoPadding";

  /** The fastest that there is here. */
  static Ciphers best() {
    return Best.CIPHERS;
  }

  Cipher aesGcm() throws GeneralSecurityException {
    Provider conscrypt = this == CONSCRYPT ? Best.PROVIDER : null;
    return conscrypt == null ? Cipher.getInstance(AES_GCM) : Cipher.getInstance(AES_GCM, conscrypt);
  }

  /** Found out once, at the first use. */
  private static final class Best {

    static final @Nullable Provider PROVIDER = load();
    static final Ciphers CIPHERS = PROVIDER == null ? JDK : CONSCRYPT;

    private static @Nullable Provider load() {
      try {
        return Conscrypt.newProviderBuilder().build();
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("Without Conscrypt backups and restores are slower here: {}", e.toString());
        return null;
      }
    }
  }
}
