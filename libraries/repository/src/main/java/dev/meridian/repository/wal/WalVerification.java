package dev.meridian.repository.wal;

import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Reads all of a WAL archive, and finds what is bad. */
final class WalVerification {

  private final WalArchive archive;
  private final TimelineHistories histories;
  private final List<RepositoryException> problems = new ArrayList<>();

  WalVerification(WalArchive archive, TimelineHistories histories) {
    this.archive = archive;
    this.histories = histories;
  }

  /**
   * What is wrong, one failure for each bad object.
   *
   * @param segmentSize when PostgreSQL's records are to be looked at, too
   */
  List<RepositoryException> run(OptionalInt segmentSize) {
    archive.catalog().objects().values().forEach(timeline -> verify(timeline, segmentSize));
    histories.timelines().forEach(id -> noting(() -> archive.history(id)));
    noting(archive::restorePoints);
    return problems;
  }

  /** The bad objects that have any of a range. */
  List<UnreadableLog> unreadable(WalRange part) {
    List<UnreadableLog> bad = new ArrayList<>();
    WalObjects objects = archive.objects();
    for (WalRange object : archive.catalog().of(part.timeline())) {
      if (object.overlaps(part)) {
        noting(
            () -> objects.verify(object, (at, bytes) -> {}),
            why -> bad.add(new UnreadableLog(object, why)));
      }
    }
    return bad;
  }

  private void verify(List<WalRange> timeline, OptionalInt segmentSize) {
    Optional<RecordCheck> records =
        segmentSize.stream()
            .mapToObj(size -> new RecordCheck(timeline, archive.names(), size, problems::add))
            .findFirst();
    WalObjects objects = archive.objects();
    for (WalRange object : timeline) {
      noting(
          () ->
              objects.verify(
                  object,
                  (at, bytes) -> records.ifPresent(check -> check.accept(object, at, bytes))));
    }
  }

  private void noting(Runnable step) {
    noting(step, problems::add);
  }

  private static void noting(Runnable step, Consumer<RepositoryException> problem) {
    try {
      step.run();
    } catch (DamagedObject | UnsupportedFormat e) {
      problem.accept(e);
    } catch (MissingObject e) {
      // Merged into another, or expired, since it was listed.
    }
  }
}
