package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.sealing.CompressedBytes;
import dev.meridian.repository.sealing.Sealing;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a timeline's log in as it comes, and cuts it into pieces for {@link
 * WalArchiveWriter#append(WalPiece)}: a piece ends where an object must, or where the caller wants.
 * What is worth it is compressed beside the caller while more comes.
 *
 * <p>What the archive had already when this was made is skipped, so that a receiver may begin again
 * earlier: best at the beginning of a segment, so that it sees every record whole.
 *
 * <p>Not for several threads at once.
 */
public final class WalAppender {

  /** What a server that does little needs. */
  private static final int SMALL = 8 << 10;

  private static final byte[] NOTHING = {};

  private final Sealing sealing;
  private final int timeline;
  private final Deque<WalPiece> full = new ArrayDeque<>();
  private final List<CompletableFuture<CompressedBytes>> blocks = new ArrayList<>();
  private final List<TransactionEnd> ends = new ArrayList<>();

  /** Where the next bytes belong. */
  private Lsn position;

  /** Where the piece under way begins. */
  private Lsn start;

  private byte[] buffer = NOTHING;
  private int filled;

  /**
   * @param position where the next bytes belong
   * @param known up to where they are in the archive; not before {@code position}
   */
  WalAppender(Sealing sealing, int timeline, Lsn position, Lsn known) {
    this.sealing = sealing;
    this.timeline = timeline;
    this.position = position;
    this.start = known;
  }

  /** A transaction ended in the bytes that come next; in the order of the log. */
  public void addEnd(TransactionEnd end) {
    ends.add(end);
  }

  /** Takes the next bytes; the buffer's position stays. */
  public void add(ByteBuffer bytes) {
    ByteBuffer in = bytes.duplicate();
    int known = (int) Math.min(in.remaining(), Math.max(0, start.minus(position)));
    in.position(in.position() + known);
    position = position.plus(known);
    while (in.hasRemaining()) {
      int count = Math.min(in.remaining(), room());
      makeRoom(count);
      in.get(buffer, filled, count);
      filled += count;
      position = position.plus(count);
      if (filled == Sealing.CHUNK_BYTES) {
        compressBlock();
      }
      if (position.equals(border())) {
        cut().ifPresent(full::add);
      }
    }
  }

  /** Where the next bytes belong. */
  public Lsn position() {
    return position;
  }

  /** Where the piece under way begins; up to there the archive, or the pieces before, have all. */
  public Lsn beginsAt() {
    return start;
  }

  /** How many bytes lie in the piece under way. */
  public long pending() {
    return Math.max(0, position.minus(start));
  }

  /**
   * The bytes from a position up to where the next ones belong, valid until these come; empty when
   * some of them are being compressed, or belong to a piece before.
   */
  public Optional<ByteBuffer> since(Lsn from) {
    long count = position.minus(from);
    return from.isBefore(start) || count < 0 || count > filled
        ? Optional.empty()
        : Optional.of(ByteBuffer.wrap(buffer, (int) (filled - count), (int) count));
  }

  /** The next piece that is full; empty when there is none. */
  public Optional<WalPiece> full() {
    return Optional.ofNullable(full.poll());
  }

  /** Ends the piece under way; empty when nothing has come for it. */
  public Optional<WalPiece> cut() {
    if (pending() == 0) {
      return Optional.empty();
    }
    if (filled > SMALL) {
      compressBlock();
    } else if (filled > 0) {
      blocks.add(CompletableFuture.completedFuture(sealing.compress(buffer, filled)));
      filled = 0;
    }
    List<TransactionEnd> complete = ends.subList(0, completeEnds());
    var piece = new WalPiece(new WalRange(timeline, start, position), blocks, complete);
    complete.clear();
    blocks.clear();
    start = position;
    shrink();
    return Optional.of(piece);
  }

  private int completeEnds() {
    int count = ends.size();
    while (count > 0 && position.isBefore(ends.get(count - 1).end())) {
      count--;
    }
    return count;
  }

  private Lsn border() {
    return new Lsn((start.position() & -WalArchiveWriter.SPAN_BYTES) + WalArchiveWriter.SPAN_BYTES);
  }

  private int room() {
    return (int) Math.min(Sealing.CHUNK_BYTES - filled, border().minus(position));
  }

  private void compressBlock() {
    blocks.add(BlockCompression.later(sealing, buffer, filled));
    buffer = NOTHING;
    filled = 0;
  }

  private void makeRoom(int count) {
    int needed = filled + count;
    if (buffer.length >= needed) {
      return;
    }
    byte[] larger =
        needed > Sealing.CHUNK_BYTES / 2
            ? BlockCompression.block()
            : new byte[Math.max(SMALL, Integer.highestOneBit(needed - 1) << 1)];
    System.arraycopy(buffer, 0, larger, 0, filled);
    buffer = larger;
  }

  /** Idle servers shall not hold what a busy moment needed. */
  private void shrink() {
    if (buffer.length > SMALL) {
      buffer = NOTHING;
    }
  }
}
