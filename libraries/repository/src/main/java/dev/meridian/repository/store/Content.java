package dev.meridian.repository.store;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The bytes of an object that is being written. A store asks for them at most once; one that may
 * have to send them again keeps its own copy.
 */
@FunctionalInterface
public interface Content {

  /**
   * Writes all bytes to {@code sink}, which the store opened and closes.
   *
   * @throws IOException from {@code sink}. Whatever is thrown, nothing of the object stays.
   */
  void writeTo(OutputStream sink) throws IOException;

  /** These bytes. */
  static Content of(byte[] bytes) {
    return sink -> sink.write(bytes);
  }
}
