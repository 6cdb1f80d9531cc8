package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.sealing.CompressedBytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A stretch of the log that is to become one object; its blocks may still be being compressed. */
public final class WalPiece {

  private final WalRange range;
  private final List<CompletableFuture<CompressedBytes>> blocks;
  private final List<TransactionEnd> ends;

  WalPiece(
      WalRange range, List<CompletableFuture<CompressedBytes>> blocks, List<TransactionEnd> ends) {
    this.range = range;
    this.blocks = List.copyOf(blocks);
    this.ends = List.copyOf(ends);
  }

  WalRange range() {
    return range;
  }

  /** How many bytes of the log it has. */
  public long length() {
    return range.length();
  }

  /** The position after its last byte. */
  public Lsn end() {
    return range.end();
  }

  /** The transactions that ended in it. */
  List<TransactionEnd> ends() {
    return ends;
  }

  /** Waits for each to be compressed. */
  void addTo(WalObjectBuilder object) {
    object.addEnds(ends);
    blocks.forEach(block -> object.add(block.join()));
  }
}
