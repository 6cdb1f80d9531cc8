package dev.meridian.restore.rate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When the phases of a restore or a drill began, by its host's clock. As text: an instant, a space
 * and the phase's name on each line. What is begun again begins again here too.
 */
public record PhaseTimes(Map<String, Instant> begun) {

  /** As if a last phase began when the new server ran. */
  public static final String END = "end";

  /** First of all, when the host had to wait: nothing is to be learned of it then. */
  private static final String WAITED = "waited";

  private static final String CHECK = "check";
  private static final String FETCH = "fetch files";
  private static final String PLACE = "place WAL";

  /** The rest of the files; replay goes on beneath. Older hosts don't know it. */
  private static final String FETCH_LARGE = "fetch large files";

  private static final String RECOVER = "recover";
  private static final String PROMOTE = "promote";

  /** What a drill does besides, while its copy pauses at the target, and once it is complete. */
  private static final String COMPARE = "compare";

  private static final String CHECK_RELATIONS = "check relations";

  /** From its text. */
  public static PhaseTimes of(String text) {
    Map<String, Instant> begun = new LinkedHashMap<>();
    text.lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              begun.put(line.substring(space + 1), Instant.parse(line.substring(0, space)));
            });
    return new PhaseTimes(begun);
  }

  /** As text. */
  public String text() {
    return begun.entrySet().stream()
        .map(phase -> phase.getValue() + " " + phase.getKey() + "\n")
        .collect(Collectors.joining());
  }

  /** A phase began, or goes on. */
  public PhaseTimes begun(String phase, Instant at) {
    var next = new LinkedHashMap<>(begun);
    if (next.containsKey(phase) && !isLast(phase)) {
      next.clear();
    }
    next.putIfAbsent(phase, at);
    return new PhaseTimes(next);
  }

  /** A phase waits. */
  public PhaseTimes waits(Instant at) {
    var next = new LinkedHashMap<>(begun);
    next.putFirst(WAITED, at);
    return new PhaseTimes(next);
  }

  private boolean isLast(String phase) {
    return begun.keySet().stream().reduce((_, last) -> last).filter(phase::equals).isPresent();
  }

  /** What there is to learn from a restore that is completed. */
  public Optional<Measured> ofRestore(long backupBytes, long walBytes, Instant requestedAt) {
    return measured(
        backupBytes, walBytes, requestedAt, begun.get(PROMOTE), begun.get(PROMOTE), begun.get(END));
  }

  /**
   * What there is to learn from the restore in a drill that is completed. What it waited for its
   * turn, compared and looked through isn't part of it.
   */
  public Optional<Measured> ofDrill(long backupBytes, long walBytes) {
    return measured(
        backupBytes,
        walBytes,
        begun.get(CHECK),
        begun.get(COMPARE),
        begun.get(PROMOTE),
        begun.get(CHECK_RELATIONS));
  }

  private Optional<Measured> measured(
      long backupBytes,
      long walBytes,
      @Nullable Instant from,
      @Nullable Instant replayed,
      @Nullable Instant promote,
      @Nullable Instant end) {
    Instant fetch = begun.get(FETCH);
    Instant place = begun.get(PLACE);
    if (from == null
        || fetch == null
        || place == null
        || replayed == null
        || promote == null
        || end == null
        || waited()) {
      return Optional.empty();
    }
    Duration large = largeFiles();
    return Optional.of(
        new Measured(
            backupBytes,
            Duration.between(fetch, place).plus(large),
            walBytes,
            Duration.between(place, replayed).minus(large),
            Duration.between(from, fetch).plus(Duration.between(promote, end))));
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
