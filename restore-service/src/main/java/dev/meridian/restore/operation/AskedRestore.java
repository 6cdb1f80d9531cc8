package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Target;

/**
 * A restore as somebody asks for it over HTTP.
 *
 * @param sourceServer its name or id
 */
public record AskedRestore(
    String sourceServer, Target target, String newServerName, Options options) {

  /** All of it as one text, to tell whether two requests are the same. */
  String fingerprint() {
    String text = sourceServer + "\n" + fingerprint(target) + "\n" + newServerName;
    return options.equals(Options.NONE) ? text : text + "\n" + options.text();
  }

  /** As it was before there were other kinds: those that are kept still count. */
  private static String fingerprint(Target target) {
    return switch (target) {
      case Target.PointInTime point -> point.value();
      case Target.Latest _ -> "latest";
      default -> target.kind() + " " + target.value();
    };
  }
}
