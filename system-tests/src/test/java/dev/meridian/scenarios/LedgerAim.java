package dev.meridian.scenarios;

import dev.meridian.postgres.Lsn;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A target, and where the log is cut by it: every transaction whose commit begins before that is in
 * the restored server, and no other.
 *
 * @param at the instant that is asked for, if one is
 */
record LedgerAim(Kind kind, JsonNode target, Lsn cut, @Nullable Instant at) {

  /** Half of all aims are random; the others are where a mistake would be easiest to make. */
  enum Kind {
    RANDOM,
    AT_A_COMMIT,
    MICROSECOND_BEFORE_A_COMMIT,
    BETWEEN_COMMITS_OF_ONE_MICROSECOND,
    INSIDE_A_BACKUP,
    AT_A_SEGMENT_BOUNDARY,
    ACROSS_A_TIMELINE_SWITCH,
    ACROSS_A_CRASH;

    private static final List<Kind> ADVERSARIAL = List.of(values()).subList(1, values().length);

    /** The kind of each of so many aims: every second one is random, the rest take turns. */
    static Kind number(int aim) {
      return aim % 2 == 0 ? RANDOM : ADVERSARIAL.get(aim / 2 % ADVERSARIAL.size());
    }
  }
}
