package dev.meridian.postgres.incremental;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives a file as it is now, from its beginning to its end. */
public interface PageTarget {

  /** The file begins; so many bytes follow, changed, kept or zero. */
  void begin(long size) throws IOException;

  /** Bytes that were sent; the buffer is valid only during the call. */
  void changed(ByteBuffer bytes) throws IOException;

  /** Bytes that the earlier backup's file has from {@code offset} on. */
  void kept(long offset, long length) throws IOException;

  /** Zero bytes: pages that neither has. */
  void zeros(long length) throws IOException;

  /** All bytes were given. */
  void end() throws IOException;
}
