package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.plan.Catalogue;
import dev.meridian.restore.plan.MissingObjects;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.SourceServer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What looking at a source and a target comes to.
 *
 * @param catalogue what was looked at
 * @param window what could be restored of the source's own archive instead
 * @param region whose repository was looked at
 * @param whyThere why not that of the holder's own region; null where nothing is to be explained
 * @param through whose archive counts, for a target before the source's own window, if it was
 *     itself restored; null where its own does
 */
record Assessment(
    SourceServer source,
    Catalogue catalogue,
    Outcome outcome,
    Window window,
    String region,
    @Nullable String whyThere,
    @Nullable ThroughOrigin through) {

  private static final Set<String> ABOUT_THE_ARCHIVE =
      Set.of(
          Outcome.Impossible.NOTHING_YET,
          Outcome.Impossible.NOTHING_LEFT,
          MissingObjects.CODE,
          "wal-missing",
          "timeline-history-missing");

  /** Of those that are missing, a refusal names so many for programs, and says how many. */
  private static final int MOST_NAMED = 100;

  /** Whose archive was looked at: the source's own, or that of a server that it descends from. */
  SourceServer holder() {
    return through == null ? source : through.holder();
  }

  /** The same with a reason why not that others have a part in. */
  Assessment impossible(Outcome.Impossible why, @Nullable ThroughOrigin of) {
    return new Assessment(source, catalogue, why, window, region, whyThere, of);
  }

  /** The same beside another window. */
  Assessment within(Window other) {
    return new Assessment(source, catalogue, outcome, other, region, whyThere, through);
  }

  /** What was found further back in place of what the source's own archive gives. */
  Assessment insteadOf(Assessment own, ThroughOrigin of) {
    return new Assessment(own.source, catalogue, outcome, own.window, region, whyThere, of);
  }

  /** The refusal for an outcome that can't be. */
  static Refused refusal(Outcome.Impossible why, Target target) {
    Refused refused =
        ABOUT_THE_ARCHIVE.contains(why.code())
            ? Refused.conflict(why.code(), why.reason())
            : Refused.invalid(why.code(), why.reason()).field(field(target));
    return why.missing() == null ? refused : withMissing(refused, why.missing().names());
  }

  private static Refused withMissing(Refused refused, List<String> names) {
    return refused
        .with("objectsPresent", false)
        .with("missingObjects", names.stream().limit(MOST_NAMED).toList())
        .with("missingObjectCount", names.size());
  }

  private static String field(Target target) {
    return switch (target) {
      case Target.PointInTime _, Target.Latest _ -> "target.at";
      case Target.LogPosition _ -> "target.lsn";
      case Target.BeforeTransaction _, Target.AfterTransaction _ -> "target.transactionId";
      case Target.BackupEnd _ -> "target.backupId";
      case Target.NamedPoint _ -> "target.name";
    };
  }

  /** Adds to a refusal what can be restored instead, also by way of the source. */
  Refused explained(Refused refused) {
    if (through != null) {
      Map<String, String> origin = new LinkedHashMap<>();
      origin.put("serverId", through.holder().id().toString());
      origin.put("serverName", through.holder().name());
      put(origin, "earliest", through.window().earliest());
      put(origin, "latest", through.window().latest());
      refused.with("origin", origin);
    }
    return withWindow(refused, window);
  }

  private static void put(Map<String, String> facts, String name, @Nullable Instant at) {
    if (at != null) {
      facts.put(name, at.toString());
    }
  }

  /** Adds the valid window to a refusal. */
  static Refused withWindow(Refused refused, Window window) {
    if (window.earliest() != null) {
      refused.with("earliest", window.earliest().toString());
    }
    if (window.latest() != null) {
      refused.with("latest", window.latest().toString());
    }
    return refused.with("gaps", gaps(window));
  }

  private static List<Map<String, String>> gaps(Window window) {
    return window.gaps().stream()
        .map(
            gap ->
                gap.to() == null
                    ? Map.of("from", gap.from().toString())
                    : Map.of(
                        "from",
                        gap.from().toString(),
                        "to",
                        Objects.requireNonNull(gap.to()).toString()))
        .toList();
  }
}
