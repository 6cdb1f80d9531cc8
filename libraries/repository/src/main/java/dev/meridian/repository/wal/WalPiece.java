package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.sealing.CompressedBytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A stretch of the log that is to become one object, once; its blocks may still be being
 * compressed.
 */
public final class WalPiece {

  private final WalRange range;
  private final Deque<CompletableFuture<CompressedBytes>> blocks;
  private final List<TransactionEnd> ends;

  WalPiece(
      WalRange range, List<CompletableFuture<CompressedBytes>> blocks, List<TransactionEnd> ends) {
    this.range = range;
    this.blocks = new ArrayDeque<>(blocks);
    this.ends = List.copyOf(ends);
  }

  WalRange range() {
    return range;
  }

  /** The position of its first byte. */
  public Lsn start() {
    return range.start();
  }

  /** How many bytes of the log it has. */
  public long length() {
    return range.length();
  }

  /** The position after its last byte. */
  public Lsn end() {
    return range.end();
  }

  /**
   * What had been seen before it: whoever begins earlier sees again what the archive has, and knows
   * of it what can't be read there any more.
   *
   * @param archived what is known by the archive
   */
  RunningState before(RunningState archived) {
    TransactionEnd last = archived.lastEnd();
    return archived.plus(
        ends.stream()
            .filter(end -> !range.start().isBefore(end.end()))
            .filter(end -> last == null || last.end().isBefore(end.end()))
            .toList());
  }

  /** Moves all of it, once; waits for each block to be compressed. */
  void moveTo(WalObjectBuilder object) {
    object.addEnds(ends);
    while (!blocks.isEmpty()) {
      object.add(blocks.remove().join());
    }
  }
}
