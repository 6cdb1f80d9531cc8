package dev.meridian.security.fleet;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Keys and certificates to PEM and back. */
final class Pem {

  private Pem() {}

  static String of(X509Certificate certificate) {
    return write(certificate);
  }

  /** PKCS #8, not encrypted. */
  static String of(PrivateKey key) {
    try {
      return write(new JcaPKCS8Generator(key, null).generate());
    } catch (IOException e) {
      throw new IllegalStateException("Can't write this key", e);
    }
  }

  static X509Certificate certificate(String pem) throws IOException {
    try {
      if (read(pem) instanceof X509CertificateHolder holder) {
        return new JcaX509CertificateConverter().getCertificate(holder);
      }
    } catch (CertificateException e) {
      throw new IOException("Not a certificate in PEM", e);
    }
    throw new IOException("Not a certificate in PEM");
  }

  /** The private key, and the public one that belongs to it. */
  static KeyPair keyPair(String pem) throws IOException {
    if (read(pem) instanceof PrivateKeyInfo info
        && new JcaPEMKeyConverter().getPrivateKey(info) instanceof ECPrivateKey key) {
      try {
        return new KeyPair(EllipticCurve.publicKey(key), key);
      } catch (InvalidKeySpecException _) {
        // The cause could quote the key.
        throw new IOException("Not a P-256 private key");
      }
    }
    throw new IOException("Not a P-256 private key in PEM (PKCS #8)");
  }

  private static String write(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(object);
    } catch (IOException e) {
      throw new IllegalStateException("Can't write PEM", e);
    }
    return text.toString();
  }

  private static Object read(String pem) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      Object object = parser.readObject();
      return object == null ? "nothing" : object;
    }
  }
}
