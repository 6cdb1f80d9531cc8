package dev.meridian.scenarios;

import dev.meridian.postgres.Lsn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A target, and where the log is cut by it: every transaction whose commit begins before that is in
 * the restored server, and no other.
 *
 * @param at the instant that is asked for, if one is
 */
record LedgerAim(Kind kind, JsonNode target, Lsn cut, @Nullable Instant at) {

  /** Where a mistake would be easiest to make, the least usual first; and anywhere. */
  enum Kind {
    INSIDE_A_BACKUP,
    AT_A_SEGMENT_BOUNDARY,
    ACROSS_A_TIMELINE_SWITCH,
    ACROSS_A_CRASH,
    AT_COMMITS_OF_ONE_MICROSECOND,
    SINCE_A_RESTORED_SERVERS_BIRTH,
    AT_A_COMMIT,
    MICROSECOND_BEFORE_A_COMMIT,
    RANDOM;

    private static final List<Kind> ADVERSARIAL = List.of(values()).subList(0, values().length - 1);

    /**
     * The kinds of so many aims, shuffled. The adversarial ones take turns; once each of them is
     * there, as many aims are random, up to a half.
     */
    static List<Kind> deal(int aims, Random random) {
      int anywhere = Math.clamp(aims - ADVERSARIAL.size(), 0, aims / 2);
      List<Kind> kinds = new ArrayList<>(Collections.nCopies(anywhere, RANDOM));
      for (int i = 0; i < aims - anywhere; i++) {
        kinds.add(ADVERSARIAL.get(i % ADVERSARIAL.size()));
      }
      Collections.shuffle(kinds, random);
      return kinds;
    }
  }

  @Override
  public String toString() {
    return "%s by %s, cut at %s".formatted(kind, target, cut);
  }
}
