package dev.meridian.security.fleet;

import java.time.Instant;

/**
 * A certificate that the fleet's CA has just issued, and its private key.
 *
 * @param certificate PEM
 * @param privateKey PKCS #8 in PEM, not encrypted: a secret
 * @param expiresAt until when it is valid
 */
public record IssuedCertificate(String certificate, String privateKey, Instant expiresAt) {

  @Override
  public String toString() {
    return "IssuedCertificate[expiresAt=%s]".formatted(expiresAt);
  }
}
