package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the latest time that is known of what ended in a range, or last before it, by the running
 * states at its two ends: however long the range is, two headers tell.
 *
 * @param parts the range, or as much from its beginning on as there is
 */
record HeldTimes(
    WalObjects objects,
    List<WalCatalog.Part> parts,
    Lsn from,
    Lsn to,
    Map<WalRange, WalObjects.Opened> opened) {

  static Optional<Instant> latest(
      WalObjects objects, List<WalCatalog.Part> parts, Lsn from, Lsn to) {
    return parts.isEmpty()
        ? Optional.empty()
        : new HeldTimes(objects, parts, from, to, new HashMap<>()).latest();
  }

  private Optional<Instant> latest() {
    RunningState begin = stateAt(parts.getFirst().object(), from);
    Stream<Instant> before = Stream.ofNullable(begin.lastEnd()).map(TransactionEnd::at);
    return Stream.concat(before, within(begin)).max(Instant::compareTo);
  }

  private Stream<Instant> within(RunningState begin) {
    RunningState end = stateAt(parts.getLast().object(), to);
    if (end.maximum() > begin.maximum()) {
      return Stream.of(Instant.EPOCH.plus(end.maximum(), ChronoUnit.MICROS));
    }
    // Nothing ended, or the clock had been later before: rare, and looked at closely.
    return end.equals(begin)
        ? Stream.empty()
        : parts.stream()
            .flatMap(part -> objects.ends(open(part.object())).stream())
            .filter(each -> from.isBefore(each.end()) && !to.isBefore(each.end()))
            .map(TransactionEnd::at);
  }

  private RunningState stateAt(WalRange object, Lsn position) {
    WalHeader header = open(object).header();
    if (!position.isBefore(object.end())) {
      return header.after();
    }
    if (!object.start().isBefore(position)) {
      return header.before();
    }
    return header
        .before()
        .plus(
            objects.ends(open(object)).stream()
                .filter(each -> !position.isBefore(each.end()))
                .toList());
  }

  private WalObjects.Opened open(WalRange object) {
    return opened.computeIfAbsent(object, objects::open);
  }
}
