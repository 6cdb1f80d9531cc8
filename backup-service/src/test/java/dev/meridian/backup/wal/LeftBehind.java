package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.journal.CommitJournal;
import java.nio.ByteBuffer;
import java.util.List;

/** What a receiver that was killed has left of a log. */
final class LeftBehind {

  private LeftBehind() {}

  /** Commits in the archive, and later ones in a journal, in two records. */
  static SyntheticLog in(ServerArchive archive) {
    var log = new SyntheticLog();
    log.commit(3, 300);
    Lsn archived = log.end();
    try (var writer = archive.walWriter()) {
      writer.append(1, SyntheticLog.START, bytes(log, SyntheticLog.START, archived), List.of());
    }
    log.commit(2, 300);
    Lsn middle = log.end();
    log.commit(2, 300);
    journal(
        archive, archived, List.of(bytes(log, archived, middle), bytes(log, middle, log.end())));
    return log;
  }

  /** A journal with these records. */
  static void journal(ServerArchive archive, Lsn from, List<byte[]> records) {
    try (CommitJournal journal = archive.journals().create(1, SyntheticLog.SEGMENT)) {
      Lsn position = from;
      for (byte[] record : records) {
        journal.append(position, ByteBuffer.wrap(record));
        position = position.plus(record.length);
      }
    }
  }

  static byte[] bytes(SyntheticLog log, Lsn from, Lsn to) {
    return log.read(from, (int) to.minus(from));
  }
}
