package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.wal.UnreadableLog;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's first stream begins.
 *
 * @param reader has read what comes before, if the stream goes on
 * @param goesOn whether the stream goes on right where the archive ends
 * @param readableFrom nothing that comes can be added to what needs log from before this
 * @param unreadable what can't be read where the archive ends, if so
 */
record Beginning(
    LogPosition position,
    WalReader reader,
    boolean goesOn,
    Lsn readableFrom,
    @Nullable String unreadable) {

  /** There is nothing yet. */
  static Beginning first(LogPosition position, int segmentSize) {
    return fresh(position, segmentSize, List.of(), null);
  }

  /** Elsewhere than where the archive ends. */
  static Beginning apart(
      LogPosition position, ServerArchive archive, LogPosition end, int segmentSize) {
    return fresh(position, segmentSize, ArchivedLog.unreadable(archive, end, segmentSize), null);
  }

  /**
   * Where the archive ends, or with the segment before that, if not all of it can be read in the
   * archive: the server has it still, most often, and tells what was in it.
   */
  static Beginning at(LogPosition end, ServerArchive archive, int segmentSize) {
    try {
      WalReader reader = ArchivedLog.readerAt(archive, end, segmentSize);
      return new Beginning(end, reader, true, Lsn.ZERO, null);
    } catch (DamagedObject | UnsupportedFormat e) {
      return fresh(
          ArchivedLog.lastSegment(end, segmentSize),
          segmentSize,
          ArchivedLog.unreadable(archive, end, segmentSize),
          e.getMessage());
    }
  }

  private static Beginning fresh(
      LogPosition position, int segmentSize, List<UnreadableLog> bad, @Nullable String why) {
    Lsn readable =
        bad.stream()
            .map(object -> object.range().end())
            .max(Comparator.naturalOrder())
            .orElse(Lsn.ZERO);
    return new Beginning(
        position,
        new WalReader(position.lsn(), segmentSize),
        false,
        readable,
        bad.isEmpty() ? why : named(bad));
  }

  private static String named(List<UnreadableLog> bad) {
    String first = String.valueOf(bad.getFirst().why().getMessage());
    return bad.size() == 1 ? first : "%s (and %d more behind it)".formatted(first, bad.size() - 1);
  }
}
