package dev.meridian.restore.plan;

import java.time.Instant;

/** What planning comes to. */
public sealed interface Outcome {

  /** It can be done, like this. */
  record Planned(Plan plan) implements Outcome {}

  /**
   * The archive doesn't reach the target yet; it may in a moment.
   *
   * @param reachesTo how far it does
   */
  record NotCoveredYet(Instant reachesTo) implements Outcome {}

  /**
   * It can't be done.
   *
   * @param code stable, for programs
   * @param reason for people: what was asked, and what would work
   */
  record Impossible(String code, String reason) implements Outcome {}
}
