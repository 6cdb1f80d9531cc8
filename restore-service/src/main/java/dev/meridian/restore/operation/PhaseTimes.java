package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.rate.Measured;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * When the phases of a restore began, by its host's clock. As text: an instant, a space and the
 * phase's name on each line. A restore that is begun again begins again here too.
 */
record PhaseTimes(Map<String, Instant> begun) {

  /** As if a last phase began when the new server ran. */
  static final String END = "end";

  /** First of all, when the host had to wait: nothing is to be learned of it then. */
  private static final String WAITED = "waited";

  private static final String FETCH = "fetch files";
  private static final String PLACE = "place WAL";

  /** The rest of the files; replay goes on beneath. Older hosts don't know it. */
  private static final String FETCH_LARGE = "fetch large files";

  private static final String RECOVER = "recover";
  private static final String PROMOTE = "promote";

  static PhaseTimes of(String text) {
    Map<String, Instant> begun = new LinkedHashMap<>();
    text.lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              begun.put(line.substring(space + 1), Instant.parse(line.substring(0, space)));
            });
    return new PhaseTimes(begun);
  }

  String text() {
    return begun.entrySet().stream()
        .map(phase -> phase.getValue() + " " + phase.getKey() + "\n")
        .collect(Collectors.joining());
  }

  PhaseTimes begun(String phase, Instant at) {
    var next = new LinkedHashMap<>(begun);
    if (next.containsKey(phase) && !isLast(phase)) {
      next.clear();
    }
    next.putIfAbsent(phase, at);
    return new PhaseTimes(next);
  }

  /** A phase waits. */
  PhaseTimes waits(Instant at) {
    var next = new LinkedHashMap<>(begun);
    next.putFirst(WAITED, at);
    return new PhaseTimes(next);
  }

  private boolean isLast(String phase) {
    return begun.keySet().stream().reduce((_, last) -> last).filter(phase::equals).isPresent();
  }

  /** What there is to learn from a restore that is completed. */
  Optional<Measured> measured(Plan plan, Instant requestedAt) {
    Instant fetch = begun.get(FETCH);
    Instant place = begun.get(PLACE);
    Instant promote = begun.get(PROMOTE);
    Instant end = begun.get(END);
    if (fetch == null || place == null || promote == null || end == null || waited()) {
      return Optional.empty();
    }
    Duration large = largeFiles();
    return Optional.of(
        new Measured(
            plan.backupBytes(),
            Duration.between(fetch, place).plus(large),
            plan.walBytes(),
            Duration.between(place, promote).minus(large),
            Duration.between(requestedAt, fetch).plus(Duration.between(promote, end))));
  }

  private boolean waited() {
    return begun.containsKey(WAITED);
  }

  private Duration largeFiles() {
    Instant from = begun.get(FETCH_LARGE);
    Instant to = begun.get(RECOVER);
    return from == null || to == null ? Duration.ZERO : Duration.between(from, to);
  }
}
