package dev.meridian.repository.journal;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.journal.JournalFormat.Record;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a journal holds of the log, as it was found. */
public final class JournaledLog {

  private final String name;
  private final int timeline;
  private final int segmentSize;
  private final List<Record> records;
  private final Optional<WalRange> range;

  private JournaledLog(
      String name, int timeline, int segmentSize, List<Record> records, Optional<WalRange> range) {
    this.name = name;
    this.timeline = timeline;
    this.segmentSize = segmentSize;
    this.records = List.copyOf(records);
    this.range = range;
  }

  static JournaledLog read(Sealing sealing, String name, String fullName, byte[] file) {
    JournalFormat format = JournalFormat.open(sealing, fullName, file);
    JournalFormat.Head head = format.head(file);
    List<Record> records = new ArrayList<>();
    int at = JournalFormat.FIRST_RECORD;
    for (Optional<Record> next = format.record(file, at);
        next.filter(record -> follows(records, record)).isPresent();
        next = format.record(file, at)) {
      records.add(next.get());
      at = next.get().next();
    }
    List<Record> all = new ArrayList<>(records);
    while (at < file.length) {
      Optional<Record> later = format.record(file, at).filter(record -> isLater(records, record));
      later.ifPresent(all::add);
      at = later.map(Record::next).orElse(at + JournalFormat.BLOCK_BYTES);
    }
    return new JournaledLog(
        name, head.timeline(), head.segmentSize(), records, range(head.timeline(), all));
  }

  /**
   * The number tells what belongs together: behind the newest record an old one can lie whose
   * position follows by chance. Who writes by the rules lets the position follow with the number;
   * it is looked at because a hole in between would become part of the archive's log.
   */
  private static boolean follows(List<Record> before, Record record) {
    return before.isEmpty()
        || (record.number() == before.getLast().number() + 1
            && record.start().equals(before.getLast().end()));
  }

  /** Those of before the last restart are not. */
  private static boolean isLater(List<Record> before, Record record) {
    return before.isEmpty() || record.number() > before.getLast().number();
  }

  private static Optional<WalRange> range(int timeline, List<Record> records) {
    Optional<Lsn> start = records.stream().map(Record::start).min(Lsn::compareTo);
    Optional<Lsn> end = records.stream().map(Record::end).max(Lsn::compareTo);
    return start
        .filter(from -> from.isBefore(end.orElse(from)))
        .map(from -> new WalRange(timeline, from, end.orElse(from)));
  }

  /** The journal's name. */
  public String name() {
    return name;
  }

  /** The timeline of all that it holds. */
  public int timeline() {
    return timeline;
  }

  /** The server's, in bytes. */
  public int segmentSize() {
    return segmentSize;
  }

  /**
   * From the first to the last byte that any whole record has; some in between can be lost by
   * damage. Empty when there is nothing.
   */
  public Optional<WalRange> range() {
    return range;
  }

  /**
   * Whether an archive that has this has all that the journal holds. What lies before the archive's
   * beginning has expired.
   */
  public boolean isIn(WalCoverage archive) {
    return range.isEmpty()
        || (archive.end(timeline).filter(end -> !end.isBefore(range.get().end())).isPresent()
            && archive.gaps(timeline).stream()
                .noneMatch(
                    gap ->
                        gap.start().isBefore(range.get().end())
                            && range.get().start().isBefore(gap.end())));
  }

  /**
   * The bytes from a position on, in order, up to the first that is not there; nothing if the
   * position's own byte isn't.
   */
  public List<ByteBuffer> from(Lsn position) {
    if (records.isEmpty() || position.isBefore(records.getFirst().start())) {
      return List.of();
    }
    return records.stream()
        .filter(record -> position.isBefore(record.end()))
        .map(
            record -> {
              int known = (int) Math.max(0, position.minus(record.start()));
              return ByteBuffer.wrap(record.log(), known, record.log().length - known);
            })
        .toList();
  }
}
