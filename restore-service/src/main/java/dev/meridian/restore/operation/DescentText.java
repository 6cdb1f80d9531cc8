package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.SourceServer;
import dev.meridian.restore.source.SourceState;
import java.util.Optional;

/**
 * Why a target before a server's own window can't be restored, for people, with what can be.
 *
 * @param own what the server's own archive gives
 * @param why what its own archive says of the target
 * @param shared what of its origin can be restored by way of it
 */
record DescentText(Descent descent, Assessment own, Outcome.Impossible why, Window shared) {

  /** It isn't known where the server left its origin's history. */
  static Outcome.Impossible untold(
      SourceServer server, Outcome.Impossible why, Optional<SourceServer> origin) {
    return new Outcome.Impossible(
        why.code(),
        "%s. %s was itself restored from server %s (%s): what was before that is restored from there"
            .formatted(
                why.reason(),
                server.name(),
                server.restoredFrom(),
                origin.map(SourceServer::name).orElse("which is unknown here")));
  }

  /** Its origin's archive can't be looked into. */
  static Outcome.Impossible unknown(Descent descent, Outcome.Impossible why, String reason) {
    return new Outcome.Impossible(
        why.code(), "%s. %s. %s".formatted(why.reason(), restored(descent), reason));
  }

  /** After the server was parted from its origin, and before its own window. */
  Outcome.Impossible between() {
    return because(
        "only what was by then can be restored from there, and what was between then and its own first backup can't");
  }

  /** What was found isn't in the server's history. */
  Outcome.Impossible parted() {
    return because(
        "what that one had there isn't in its history, which left the other's at "
            + descent.birth().lsn());
  }

  /** The origin hasn't got it either. */
  Outcome.Impossible neither(Outcome.Impossible no) {
    Outcome.Impossible neither = because(no.meansNoBackup() ? gone() : "and there: " + no.reason());
    // It is a target of the history, and nothing is wrong with it.
    return no.missing() == null ? neither : no.saying(neither.reason());
  }

  private String gone() {
    return descent.origin().state() == SourceState.Dropped
        ? "that one was dropped, and its backups have expired"
        : "that one's archive holds no backup any more";
  }

  private Outcome.Impossible because(String reason) {
    return new Outcome.Impossible(
        why.code(),
        "%s. %s: %s. By way of it, %s can be restored %s; %s itself %s"
            .formatted(
                why.reason(),
                restored(descent),
                reason,
                descent.origin().name(),
                span(shared),
                descent.server().name(),
                span(own.window())));
  }

  private static String restored(Descent descent) {
    return "%s is a restore of %s (%s)%s"
        .formatted(
            descent.server().name(),
            descent.origin().name(),
            descent.origin().id(),
            descent.asOf());
  }

  private static String span(Window window) {
    return window.earliest() == null || window.latest() == null
        ? "to no instant"
        : "from %s to %s".formatted(window.earliest(), window.latest());
  }
}
