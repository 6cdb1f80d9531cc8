package dev.meridian.security.fleet;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Keys on P-256, which every TLS stack speaks. */
final class EllipticCurve {

  private static final X9ECParameters P256 = CustomNamedCurves.getByName("P-256");

  private EllipticCurve() {}

  static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has P-256", e);
    }
  }

  /** The public key of a private one: PKCS #8, as Java writes it, doesn't hold it. */
  static PublicKey publicKey(ECPrivateKey key) throws InvalidKeySpecException {
    ECPoint point = new FixedPointCombMultiplier().multiply(P256.getG(), key.getS()).normalize();
    java.security.spec.ECPoint w =
        new java.security.spec.ECPoint(
            point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    try {
      return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(w, key.getParams()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has EC keys", e);
    }
  }
}
