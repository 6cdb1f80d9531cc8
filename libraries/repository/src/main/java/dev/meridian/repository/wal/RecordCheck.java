package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.CorruptWal;
import dev.meridian.postgres.wal.WalReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one timeline across its objects, which come in the order of the log. What
 * several of them have is read once; after a gap, as after what is bad, it begins anew with the
 * next page.
 */
final class RecordCheck {

  private final List<WalRange> objects;
  private final WalNames names;
  private final int segmentSize;
  private final Consumer<CorruptRecord> problems;
  private @Nullable WalReader reader;

  RecordCheck(
      List<WalRange> objects, WalNames names, int segmentSize, Consumer<CorruptRecord> problems) {
    this.objects = objects;
    this.names = names;
    this.segmentSize = segmentSize;
    this.problems = problems;
  }

  /** Takes bytes of an object. */
  void accept(WalRange object, Lsn position, byte[] bytes) {
    Lsn end = position.plus(bytes.length);
    WalReader before = reader;
    if (before == null || before.received().isBefore(position)) {
      before = new WalReader(position, segmentSize);
      reader = before;
    }
    if (!before.received().isBefore(end)) {
      return;
    }
    int known = (int) before.received().minus(position);
    try {
      before.accept(ByteBuffer.wrap(bytes, known, bytes.length - known), ignored -> {});
    } catch (CorruptWal e) {
      problems.accept(corrupt(object, e));
      reader = new WalReader(end, segmentSize);
    }
  }

  /** Of a record that goes on in another object nobody knows in which of them it is bad. */
  private CorruptRecord corrupt(WalRange noticedIn, CorruptWal e) {
    WalRange holder =
        objects.stream()
            .filter(each -> !e.at().isBefore(each.start()) && e.at().isBefore(each.end()))
            .findFirst()
            .orElse(noticedIn);
    String further =
        noticedIn.start().isBefore(holder.end())
            ? ""
            : ". It begins there and goes on up to " + names.object(noticedIn);
    return new CorruptRecord(
        names.object(holder),
        "The object %s is as it was written, but not the log in it: %s%s"
            .formatted(names.object(holder), e.getMessage(), further),
        e);
  }
}
