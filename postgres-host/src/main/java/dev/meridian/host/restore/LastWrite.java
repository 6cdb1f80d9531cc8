package dev.meridian.host.restore;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.RelationFiles;
import dev.meridian.postgres.wal.ReplayListener;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.backup.BackupFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks in the log for when a relation was written to last. The transaction that did is taken for
 * the one that was committed next, which it is where writes are few and short.
 */
final class LastWrite implements ReplayListener {

  private static final int BUFFER_BYTES = 1 << 20;

  private final RelationFiles relation;
  private final Lsn from;
  private boolean written;
  private @Nullable Instant committed;

  private LastWrite(RelationFiles relation, Lsn from) {
    this.relation = relation;
    this.from = from;
  }

  /**
   * When a write to the relation was committed last, up to where a copy was replayed.
   *
   * @param after what was committed by then isn't looked at
   */
  static Optional<Instant> of(RelationFiles relation, Restoration copy, Instant after) {
    BackupFacts backup = copy.backup().summary().facts();
    Lsn from =
        copy.wal()
            .resolve(copy.line(), backup.start(), after)
            .lastCommit()
            .map(TransactionEnd::end)
            .orElse(backup.start());
    var found = new LastWrite(relation, from);
    // From its segment's first page on: only a reader who has seen a switch of segments knows it.
    Lsn segment = new Lsn(from.position() & -(long) backup.segmentSize());
    if (from.isBefore(copy.restoredTo())) {
      try (InputStream log = copy.wal().read(copy.line(), segment, copy.restoredTo())) {
        found.read(log, segment, backup.segmentSize());
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the log", e);
      }
    }
    return Optional.ofNullable(found.committed);
  }

  private void read(InputStream log, Lsn start, int segmentSize) throws IOException {
    var reader = new WalReader(start, segmentSize);
    reader.onReplay(this);
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = log.read(buffer); count >= 0; count = log.read(buffer)) {
      reader.accept(ByteBuffer.wrap(buffer, 0, count), this::ended);
    }
  }

  private void ended(TransactionEnd end) {
    if (written && end.kind().isCommit()) {
      committed = end.at();
      written = false;
    }
  }

  @Override
  public void page(Lsn record, RelationFiles of, int fork, long block, boolean whole) {
    written |= fork == MAIN_FORK && !record.isBefore(from) && of.equals(relation);
  }

  @Override
  public void files(Lsn record, RelationFiles of) {
    // Its end is no write.
  }

  @Override
  public void everything(Lsn record) {
    // Nor is what happens to others.
  }

  @Override
  public void prepared(Lsn record, int xid) {
    // Nor is what isn't committed yet.
  }
}
