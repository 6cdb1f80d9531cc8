package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Transaction ends and running states in bytes, as docs/repository-format.md describes them. */
final class EndFormat {

  static final int END_BYTES = 29;
  static final int STATE_BYTES = Long.BYTES + 2 * END_BYTES;

  private static final TransactionEnd.Kind[] KINDS = {
    TransactionEnd.Kind.COMMIT,
    TransactionEnd.Kind.ABORT,
    TransactionEnd.Kind.COMMIT_PREPARED,
    TransactionEnd.Kind.ABORT_PREPARED
  };

  private EndFormat() {}

  static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  static byte[] index(List<TransactionEnd> ends) {
    ByteBuffer bytes = ByteBuffer.allocate(ends.size() * END_BYTES);
    ends.forEach(end -> put(bytes, end));
    return bytes.array();
  }

  static List<TransactionEnd> index(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<TransactionEnd> ends = new ArrayList<>(bytes.length / END_BYTES);
    while (in.hasRemaining()) {
      TransactionEnd end = get(in);
      if (end == null) {
        throw new IllegalArgumentException("An index with an empty entry");
      }
      ends.add(end);
    }
    return ends;
  }

  /** The last one of an index that is of the transaction of an id. */
  static Optional<TransactionEnd> last(byte[] index, int xid) {
    ByteBuffer in = ByteBuffer.wrap(index);
    for (int at = index.length - END_BYTES; at >= 0; at -= END_BYTES) {
      if (in.getInt(at + 1) == xid) {
        return Optional.ofNullable(get(in.position(at)));
      }
    }
    return Optional.empty();
  }

  static void put(ByteBuffer out, RunningState state) {
    out.putLong(state.maximum());
    put(out, state.lastEnd());
    put(out, state.lastCommit());
  }

  static RunningState getState(ByteBuffer in) {
    return new RunningState(in.getLong(), get(in), get(in));
  }

  private static void put(ByteBuffer out, @Nullable TransactionEnd end) {
    if (end == null) {
      out.put(new byte[END_BYTES]);
      return;
    }
    out.put(number(end.kind()))
        .putInt(end.xid())
        .putLong(micros(end.at()))
        .putLong(end.start().position())
        .putLong(end.end().position());
  }

  private static byte number(TransactionEnd.Kind kind) {
    return switch (kind) {
      case COMMIT -> 1;
      case ABORT -> 2;
      case COMMIT_PREPARED -> 3;
      case ABORT_PREPARED -> 4;
    };
  }

  private static @Nullable TransactionEnd get(ByteBuffer in) {
    byte kind = in.get();
    int xid = in.getInt();
    Instant at = Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
    Lsn start = new Lsn(in.getLong());
    Lsn end = new Lsn(in.getLong());
    if (kind < 0 || kind > KINDS.length) {
      throw new IllegalArgumentException("No kind of a transaction's end: " + kind);
    }
    return kind == 0 ? null : new TransactionEnd(KINDS[kind - 1], xid, at, start, end);
  }
}
