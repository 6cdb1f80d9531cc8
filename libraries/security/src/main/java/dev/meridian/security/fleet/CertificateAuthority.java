package dev.meridian.security.fleet;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues the fleet's certificates. A server's certificate can't be used as a client's, nor the
 * other way round.
 */
final class CertificateAuthority {

  static final Duration CA_LIFETIME = Duration.ofDays(3650);
  static final Duration LIFETIME = Duration.ofDays(730);

  /** Clocks of a fleet differ: a new certificate is valid at once on all of them. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private static final X500Name NAME = commonName("Meridian fleet CA");
  private static final int SERIAL_BITS = 127;
  private static final int LONGEST_COMMON_NAME = 64;

  private final PrivateKey key;
  private final X509Certificate certificate;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  CertificateAuthority(PrivateKey key, X509Certificate certificate, Clock clock) {
    this.key = key;
    this.certificate = certificate;
    this.clock = clock;
  }

  /** The CA's own certificate, which it signs itself. */
  static X509Certificate selfSigned(KeyPair keys, Clock clock) {
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            new BigInteger(SERIAL_BITS, new SecureRandom()),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(CA_LIFETIME)),
            NAME,
            keys.getPublic());
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions.createSubjectKeyIdentifier(keys.getPublic()));
      return sign(builder, keys.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("Can't sign the CA's certificate", e);
    }
  }

  /**
   * A certificate for a TLS server.
   *
   * @param names DNS names and IP addresses, at least one
   */
  X509Certificate forServer(PublicKey subject, Collection<String> names) {
    GeneralName[] subjects =
        names.stream().map(CertificateAuthority::generalName).toArray(GeneralName[]::new);
    String first = names.iterator().next();
    // Only alternative names count; the common name is for people, and has a limit.
    X500Name name = commonName(first.length() > LONGEST_COMMON_NAME ? "Meridian server" : first);
    return issue(subject, name, KeyPurposeId.id_kp_serverAuth, new GeneralNames(subjects));
  }

  /** A certificate that a client shows; PostgreSQL takes its common name for the role. */
  X509Certificate forClient(PublicKey subject, String role) {
    GeneralNames none = new GeneralNames(new GeneralName[0]);
    return issue(subject, commonName(role), KeyPurposeId.id_kp_clientAuth, none);
  }

  private X509Certificate issue(
      PublicKey subject, X500Name name, KeyPurposeId purpose, GeneralNames alternatives) {
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(LIFETIME)),
            name,
            subject);
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
          .addExtension(
              Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(subject))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()));
      if (alternatives.getNames().length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives);
      }
      return sign(builder, key);
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException("Can't issue a certificate", e);
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private static X500Name commonName(String name) {
    return new X500NameBuilder().addRDN(BCStyle.CN, name).build();
  }

  private static GeneralName generalName(String name) {
    try {
      String address = InetAddress.ofLiteral(name).getHostAddress();
      return new GeneralName(GeneralName.iPAddress, address);
    } catch (IllegalArgumentException _) {
      return new GeneralName(GeneralName.dNSName, name);
    }
  }
}
