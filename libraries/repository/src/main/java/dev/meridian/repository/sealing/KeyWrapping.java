package dev.meridian.repository.sealing;

/**
 * What keeps the servers' data keys secret in a repository: a {@link RepositoryKey} that this
 * process has, or a service that has it and never gives it away. An object's data is never given to
 * it; a data key is, once, when a server is opened.
 *
 * <p>What it wraps must be bound to the purpose, so that it can't be put in another's place, and be
 * unwrapped for as long as the repository lives, also after the key has been changed: what it wraps
 * by then is wrapped by the new key.
 *
 * <p>Safe for use by many threads. A service that can't be reached is a {@link
 * dev.meridian.repository.store.StoreUnavailable}.
 */
public interface KeyWrapping {

  /** Whether there is a key, so that the repository is encrypted. */
  default boolean encrypts() {
    return true;
  }

  /**
   * By which key {@link #wrap} wraps now: a name for people, no secret, that stands beside what was
   * wrapped. 1 to 200 characters.
   */
  String keyId();

  /**
   * {@code secret}, which may be empty, wrapped and bound to {@code purpose}; of any form, but less
   * than 16 KiB. Not twice the same.
   */
  byte[] wrap(byte[] secret, String purpose);

  /**
   * What was wrapped, by this key or by one that it followed.
   *
   * @param what names what is to be opened, for the error
   * @throws WrongKey when it was wrapped by another key or for another purpose, or was changed
   */
  byte[] unwrap(byte[] wrapped, String purpose, String what);

  /**
   * This, for what is wrapped from now on, together with what wrapped before it, by which that is
   * still unwrapped.
   */
  default KeyWrapping after(KeyWrapping older) {
    return new LaterKey(this, older);
  }
}
