package dev.meridian.postgres.tar;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives the members of an archive in their order. */
public interface TarVisitor {

  /** A member begins. */
  void begin(TarEntry entry) throws IOException;

  /** The next bytes of its content; the buffer is valid only during the call. */
  void content(ByteBuffer bytes) throws IOException;

  /** All of the member's content was given. Called for every member, also for those without any. */
  void end() throws IOException;
}
