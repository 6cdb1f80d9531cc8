package dev.meridian.postgres.replication;

import dev.meridian.postgres.Lsn;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What comes out of a {@link WalStream}. */
public sealed interface WalMessage {

  /**
   * Bytes of the log, the ones right after those of the data before.
   *
   * @param start position of the first byte
   * @param bytes valid only until the next call of {@link WalStream#next}
   * @param serverEnd up to where the server's log goes
   * @param sentAt by the server's clock
   */
  record Data(Lsn start, ByteBuffer bytes, Lsn serverEnd, Instant sentAt) implements WalMessage {

    /** The position after the last byte. */
    public Lsn end() {
      return start.plus(bytes.remaining());
    }
  }

  /**
   * A sign of life. If the server wanted an answer, it got one.
   *
   * @param serverEnd up to where the server's log goes
   * @param sentAt by the server's clock
   */
  record Keepalive(Lsn serverEnd, Instant sentAt) implements WalMessage {}

  /**
   * The timeline ends here, everything of it was given. The stream is over; the connection can
   * start another one on the next timeline.
   *
   * @param nextTimeline the timeline that goes on from here
   * @param switchedAt the position where it does
   */
  record EndOfTimeline(int nextTimeline, Lsn switchedAt) implements WalMessage {}

  /** Nothing came in the time given. */
  enum Nothing implements WalMessage {
    /** The only one. */
    NOTHING
  }
}
