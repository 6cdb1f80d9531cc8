package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.sealing.Sealing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of a WAL object, its chunk 0.
 *
 * @param range which bytes of the log it holds
 * @param generation how many times they were merged
 * @param ends how many transaction ends it indexes
 * @param commits how many of them are commits
 * @param firstTime of its first transaction end, in microseconds since 1970; 0 for none
 * @param lastTime of its last transaction end, likewise
 * @param before what was seen before it
 * @param after what has been seen with it
 * @param indexStored stored length of the index's chunk
 * @param blocksStored stored length of each block's chunk
 */
record WalHeader(
    WalRange range,
    int generation,
    int ends,
    int commits,
    long firstTime,
    long lastTime,
    RunningState before,
    RunningState after,
    int indexStored,
    List<Integer> blocksStored) {

  private static final int FIXED_BYTES = 192;

  WalHeader {
    blocksStored = List.copyOf(blocksStored);
  }

  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + blocksStored.size() * Integer.BYTES);
    out.putInt(range.timeline()).putInt(generation << 24);
    out.putLong(range.start().position()).putLong(range.end().position());
    out.putInt(ends).putInt(commits).putLong(firstTime).putLong(lastTime);
    EndFormat.put(out, before);
    EndFormat.put(out, after);
    out.putInt(Sealing.CHUNK_BYTES).putInt(blocksStored.size()).putInt(indexStored);
    blocksStored.forEach(out::putInt);
    return out.array();
  }

  /**
   * @throws IllegalArgumentException when these are not the bytes of a header
   */
  static WalHeader parse(byte[] bytes) {
    if (bytes.length < FIXED_BYTES) {
      throw new IllegalArgumentException("Too short for a header");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int timeline = in.getInt();
    int generation = in.getInt() >>> 24;
    var range = new WalRange(timeline, new Lsn(in.getLong()), new Lsn(in.getLong()));
    int ends = in.getInt();
    int commits = in.getInt();
    long firstTime = in.getLong();
    long lastTime = in.getLong();
    RunningState before = EndFormat.getState(in);
    RunningState after = EndFormat.getState(in);
    int blockSize = in.getInt();
    int blocks = in.getInt();
    int indexStored = in.getInt();
    if (blockSize != Sealing.CHUNK_BYTES
        || blocks != Math.ceilDiv(range.length(), (long) blockSize)
        || in.remaining() != blocks * Integer.BYTES) {
      throw new IllegalArgumentException("Its blocks do not add up");
    }
    List<Integer> stored = new ArrayList<>(blocks);
    for (int block = 0; block < blocks; block++) {
      stored.add(in.getInt());
    }
    return new WalHeader(
        range, generation, ends, commits, firstTime, lastTime, before, after, indexStored, stored);
  }
}
