package dev.meridian.repository.sealing;

/** Wraps by one, and unwraps by what went before it, too. */
record LaterKey(KeyWrapping present, KeyWrapping older) implements KeyWrapping {

  @Override
  public String keyId() {
    return present.keyId();
  }

  @Override
  public byte[] wrap(byte[] secret, String purpose) {
    return present.wrap(secret, purpose);
  }

  @Override
  public byte[] unwrap(byte[] wrapped, String purpose, String what) {
    try {
      return older.unwrap(wrapped, purpose, what);
    } catch (WrongKey notOld) {
      try {
        return present.unwrap(wrapped, purpose, what);
      } catch (WrongKey notPresent) {
        notPresent.addSuppressed(notOld);
        throw notPresent;
      }
    }
  }
}
