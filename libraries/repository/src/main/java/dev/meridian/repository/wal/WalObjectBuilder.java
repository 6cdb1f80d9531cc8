package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.sealing.CompressedBytes;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Makes one WAL object; what is kept in memory is its sealed form and one block. */
final class WalObjectBuilder {

  private static final int FIRST_BLOCK = 2;

  private final WalRange range;
  private final int generation;
  private final RunningState before;
  private final SealedObject object;
  private final List<TransactionEnd> ends = new ArrayList<>();
  private final List<byte[]> blocks = new ArrayList<>();
  private byte[] buffer = new byte[0];
  private int filled;
  private long taken;

  WalObjectBuilder(
      Sealing sealing, String name, WalRange range, int generation, RunningState before) {
    this.range = range;
    this.generation = generation;
    this.before = before;
    this.object = sealing.create(name, ObjectKind.WAL);
  }

  /** Where the next bytes belong. */
  Lsn position() {
    return range.start().plus(taken);
  }

  /** Takes those that come after what there is; the others are known already. */
  void addEnds(List<TransactionEnd> more) {
    for (TransactionEnd end : more) {
      TransactionEnd last = ends.isEmpty() ? before.lastEnd() : ends.getLast();
      if (last == null || last.end().isBefore(end.end())) {
        ends.add(end);
      }
    }
  }

  void add(byte[] bytes, int offset, int length) {
    if (buffer.length == 0) {
      buffer = new byte[(int) Math.min(Sealing.CHUNK_BYTES, range.length())];
    }
    int from = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, buffer.length - filled);
      System.arraycopy(bytes, from, buffer, filled, count);
      filled += count;
      from += count;
      left -= count;
      taken += count;
      if (filled == buffer.length || taken == range.length()) {
        sealBlock();
      }
    }
  }

  /** Takes a whole block, or the range's last one. */
  void add(CompressedBytes block) {
    taken += block.length();
    blocks.add(object.seal(FIRST_BLOCK + blocks.size(), taken == range.length(), block));
  }

  private void sealBlock() {
    boolean last = taken == range.length();
    blocks.add(object.seal(FIRST_BLOCK + blocks.size(), last, buffer, filled));
    filled = 0;
  }

  /** What has been seen with this object. */
  RunningState after() {
    return before.plus(ends);
  }

  /** The object, once all its bytes were added. */
  Content content() {
    if (taken != range.length()) {
      throw new IllegalStateException("Bytes are missing of " + range + " from " + position());
    }
    byte[] index = object.seal(1, false, EndFormat.index(ends));
    int commits = (int) ends.stream().filter(end -> end.kind().isCommit()).count();
    var header =
        new WalHeader(
            range,
            generation,
            ends.size(),
            commits,
            ends.isEmpty() ? 0 : EndFormat.micros(ends.getFirst().at()),
            ends.isEmpty() ? 0 : EndFormat.micros(ends.getLast().at()),
            before,
            after(),
            index.length,
            blocks.stream().map(block -> block.length).toList());
    byte[] sealedHeader = object.seal(0, false, header.bytes());
    return sink -> write(sink, sealedHeader, index);
  }

  private void write(OutputStream sink, byte[] header, byte[] index) throws IOException {
    sink.write(object.preamble());
    sink.write(header);
    sink.write(index);
    for (byte[] block : blocks) {
      sink.write(block);
    }
  }
}
