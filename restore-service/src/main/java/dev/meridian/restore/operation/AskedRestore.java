package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Target;

/**
 * A restore as somebody asks for it over HTTP.
 *
 * @param sourceServer its name or id
 */
public record AskedRestore(String sourceServer, Target target, String newServerName) {

  /** All of it as one text, to tell whether two requests are the same. */
  String fingerprint() {
    return sourceServer
        + "\n"
        + (target.at() == null ? "latest" : target.at())
        + "\n"
        + newServerName;
  }
}
