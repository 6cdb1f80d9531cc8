package dev.meridian.postgres.replication;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.replication.WalMessage.Data;
import dev.meridian.postgres.replication.WalMessage.EndOfTimeline;
import dev.meridian.postgres.replication.WalMessage.Keepalive;
import dev.meridian.postgres.replication.WalMessage.Nothing;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The log of one timeline as the server writes it. One thread calls {@link #next}; any thread may
 * call {@link #confirm}. The server ends a stream that says nothing for its {@code
 * wal_sender_timeout}, so one of the two must be called more often than that.
 */
public final class WalStream {

  private static final long SECONDS_FROM_1970_TO_2000 = 946_684_800;
  private static final int STATUS_SIZE = 1 + 4 * Long.BYTES + 1;

  private final Wire wire;
  private final Runnable ended;
  private Lsn position;
  private Lsn written = Lsn.ZERO;
  private Lsn flushed = Lsn.ZERO;
  private boolean over;
  private boolean endedBefore;

  WalStream(Wire wire, Lsn start, Runnable ended) {
    this.wire = wire;
    this.position = start;
    this.ended = ended;
  }

  /** Waits for the server's answer to the wish to stream. */
  void begin() throws IOException {
    // A server whose timeline ends at the start itself answers with that at once, and never copies.
    endedBefore = wire.read() == Wire.ROW_DESCRIPTION;
    if (!endedBefore && wire.type() != Wire.COPY_BOTH) {
      throw wire.unexpected();
    }
  }

  /** The position after the last byte given. */
  public Lsn position() {
    return position;
  }

  /**
   * The next message, or {@link Nothing#NOTHING} when none came in {@code most}. Keepalives that
   * ask for an answer are answered here with what was confirmed last.
   *
   * @throws EOFException when the server ends the connection, also in an orderly way
   * @throws ServerError for example with {@link ServerError#UNDEFINED_FILE} when the log at this
   *     position was removed
   * @throws IllegalStateException after the end of the timeline
   */
  public WalMessage next(Duration most) throws IOException {
    if (over) {
      throw new IllegalStateException("The timeline has ended; start another stream");
    }
    if (endedBefore) {
      return endOfTimeline(wire.restOfResultSet());
    }
    if (!wire.read(most)) {
      return Nothing.NOTHING;
    }
    return switch (wire.type()) {
      case Wire.COPY_DATA -> read(wire.body());
      case Wire.COPY_DONE -> {
        wire.copyDone();
        yield endOfTimeline(wire.resultSet());
      }
      case Wire.COMMAND_COMPLETE -> throw new EOFException("The server is shutting down");
      default -> throw wire.unexpected();
    };
  }

  /**
   * Whether more has come already, as far as that can be told without waiting: what the operating
   * system holds of an encrypted connection is not known.
   */
  public boolean hasMore() throws IOException {
    return !over && wire.hasMore();
  }

  private WalMessage read(ByteBuffer message) throws IOException {
    return switch (message.get()) {
      case 'w' -> data(message);
      case 'k' -> keepalive(message);
      default -> throw wire.unexpected();
    };
  }

  private Data data(ByteBuffer message) throws IOException {
    Lsn start = new Lsn(message.getLong());
    Lsn serverEnd = new Lsn(message.getLong());
    Instant sentAt = instant(message.getLong());
    if (!start.equals(position)) {
      throw new IOException(
          "The server sent log from " + start + " where " + position + " is next");
    }
    Data data = new Data(start, message.slice(), serverEnd, sentAt);
    position = data.end();
    return data;
  }

  private Keepalive keepalive(ByteBuffer message) throws IOException {
    Keepalive keepalive = new Keepalive(new Lsn(message.getLong()), instant(message.getLong()));
    if (message.get() != 0) {
      confirm(Lsn.ZERO, Lsn.ZERO);
    }
    return keepalive;
  }

  private EndOfTimeline endOfTimeline(List<Row> rows) throws IOException {
    wire.expectReady();
    over = true;
    ended.run();
    if (rows.isEmpty()) {
      throw new EOFException("The server ended the stream and named no next timeline");
    }
    Row row = rows.getFirst();
    return new EndOfTimeline(Integer.parseInt(row.text(0)), Lsn.parse(row.text(1)));
  }

  /**
   * Tells the server how far the log is safe here. It moves the slot to {@code flushed} and, when
   * this receiver is a synchronous standby, lets the commits up to there return. Positions earlier
   * than those confirmed before change nothing, but are a sign of life.
   *
   * @param written handed to the operating system or the store, not yet durable
   * @param flushed durable
   */
  public synchronized void confirm(Lsn written, Lsn flushed) throws IOException {
    this.written = later(this.written, written);
    this.flushed = later(this.flushed, flushed);
    sendStatus(false);
  }

  /**
   * Asks for a sign of life. The server answers with a {@link WalMessage.Keepalive}, after what it
   * has already sent.
   */
  public synchronized void askForSign() throws IOException {
    sendStatus(true);
  }

  private void sendStatus(boolean answer) throws IOException {
    long now = System.currentTimeMillis() * 1_000 - SECONDS_FROM_1970_TO_2000 * 1_000_000;
    // Nothing is ever applied here: that position stays the invalid one.
    ByteBuffer status =
        ByteBuffer.allocate(STATUS_SIZE)
            .put((byte) 'r')
            .putLong(this.written.position())
            .putLong(this.flushed.position())
            .putLong(0)
            .putLong(now)
            .put((byte) (answer ? 1 : 0));
    wire.send(Wire.COPY_DATA, status.array());
  }

  private static Lsn later(Lsn one, Lsn other) {
    return one.isBefore(other) ? other : one;
  }

  private static Instant instant(long microsecondsSince2000) {
    return Instant.EPOCH
        .plusSeconds(SECONDS_FROM_1970_TO_2000)
        .plusSeconds(Math.floorDiv(microsecondsSince2000, 1_000_000L))
        .plusNanos(Math.floorMod(microsecondsSince2000, 1_000_000L) * 1_000);
  }
}
