package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.CorruptWal;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.journal.CommitJournals;
import dev.meridian.repository.journal.JournaledLog;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.wal.WalAppender;
import dev.meridian.repository.wal.WalArchiveWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what commit journals of earlier streams hold into a server's archive: its commits were
 * acknowledged, and the server may be gone. A journal is deleted once no stream can add to it and
 * the archive has all of it; otherwise it stays, and is named in the log. Not for several threads
 * at once.
 */
final class JournalReplay {

  private static final Logger log = LoggerFactory.getLogger(JournalReplay.class);
  private static final Semaphore AT_ONCE = new Semaphore(2);

  private final String serverName;
  private final ServerArchive archive;
  private final CommitJournals journals;
  private final Set<String> known = new HashSet<>();
  private final Set<String> reported = new HashSet<>();

  JournalReplay(String serverName, ServerArchive archive) {
    this.serverName = serverName;
    this.archive = archive;
    this.journals = archive.journals();
  }

  /** Archives what journals hold beyond the archive's end. Can be repeated; deletes nothing. */
  void intoArchive(WalArchiveWriter writer) {
    known.clear();
    known.addAll(journals.names());
    if (known.isEmpty()) {
      return;
    }
    writer.lookAnew();
    for (String name : List.copyOf(known)) {
      oneOfFew(
          () -> {
            read(name).ifPresent(journal -> append(journal, writer));
            return true;
          });
    }
  }

  private void append(JournaledLog journal, WalArchiveWriter writer) {
    try {
      Optional<Lsn> end = writer.end(journal.timeline());
      List<ByteBuffer> missing = end.map(journal::from).orElse(List.of());
      if (missing.isEmpty()) {
        return;
      }
      Lsn from = end.orElseThrow();
      append(journal, missing, from, writer);
      log.info(
          "The log of {} from {} on came from its commit journal {}",
          serverName,
          from,
          journal.name());
    } catch (CorruptWal e) {
      report(journal.name(), "its log does not follow the archive's: " + e.getMessage());
    } catch (DamagedObject | MissingObject | UnsupportedFormat e) {
      report(journal.name(), "it can't be added to the archive: " + e.getMessage());
    }
  }

  private void append(
      JournaledLog journal, List<ByteBuffer> missing, Lsn from, WalArchiveWriter writer) {
    int timeline = journal.timeline();
    WalReader reader =
        ArchivedLog.readerAt(archive, new LogPosition(timeline, from), journal.segmentSize());
    reader.onRestorePoint(point -> writer.putRestorePoint(timeline, point));
    WalAppender appender = writer.appender(timeline, from);
    try {
      for (ByteBuffer bytes : missing) {
        reader.accept(bytes, appender::addEnd);
        appender.add(bytes);
        for (var full = appender.full(); full.isPresent(); full = appender.full()) {
          writer.append(full.get());
        }
      }
    } catch (CorruptWal e) {
      // What came before is good.
      appender.cut().ifPresent(writer::append);
      throw e;
    }
    appender.cut().ifPresent(writer::append);
  }

  /** Of a server that is gone for good: nobody streams its log any more. */
  void ofGone() throws IOException {
    ofUnknown();
    settle();
  }

  /** Of a server of which nobody knows whether it is gone: deletes nothing. */
  void ofUnknown() {
    if (!journals.names().isEmpty()) {
      try (WalArchiveWriter writer = archive.walWriter()) {
        intoArchive(writer);
      }
    }
  }

  /**
   * To be called when a stream has begun after {@link #intoArchive}: it holds the slot, so that no
   * journal of before can be acknowledged by any more. Those that the archive has are deleted.
   *
   * @throws IOException when there is more in one of them by now, or there is another: then begin
   *     again
   */
  void settle() throws IOException {
    for (String name : journals.names()) {
      if (!known.contains(name) || !oneOfFew(() -> isSettled(name))) {
        throw new IOException("Another receiver has journaled more of the log meanwhile");
      }
    }
  }

  /** Whether it needs no further replay; deletes it if the archive has all of it. */
  private boolean isSettled(String name) {
    Optional<JournaledLog> journal = read(name);
    if (journal.isEmpty()) {
      return true;
    }
    if (journal.get().isIn(archive.wal().coverage())) {
      journals.delete(name);
      log.info("The archive of {} has all of its commit journal {}", serverName, name);
      return true;
    }
    Optional<Lsn> end = archive.wal().coverage().end(journal.get().timeline());
    boolean more = end.map(journal.get()::from).filter(rest -> !rest.isEmpty()).isPresent();
    if (!more) {
      report(name, "the archive has a gap where it belongs: " + journal.get().range());
    }
    return !more || reported.contains(name);
  }

  /** Empty as well when it can't be read, which is reported. */
  private Optional<JournaledLog> read(String name) {
    try {
      return journals.read(name);
    } catch (DamagedObject | UnsupportedFormat e) {
      report(name, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * A journal takes much memory while it is read, and after a crash there is one of each server.
   */
  private static boolean oneOfFew(BooleanSupplier work) {
    AT_ONCE.acquireUninterruptibly();
    try {
      return work.getAsBoolean();
    } finally {
      AT_ONCE.release();
    }
  }

  private void report(String name, String why) {
    if (reported.add(name)) {
      log.error(
          "The commit journal {} of {} may hold log that the archive doesn't have, and stays: {}",
          name,
          serverName,
          why);
    }
  }
}
