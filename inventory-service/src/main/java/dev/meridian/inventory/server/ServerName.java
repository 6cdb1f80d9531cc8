package dev.meridian.inventory.server;

import dev.meridian.messaging.problem.Refused;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a server may be called. */
final class ServerName {

  private static final Pattern LEGAL = Pattern.compile("[a-z][a-z0-9-]{1,61}[a-z0-9]");

  private ServerName() {}

  /**
   * Makes sure that a name is one.
   *
   * @throws Refused {@code server-name-invalid}
   */
  static String checked(@Nullable String name) {
    if (name == null || !LEGAL.matcher(name).matches()) {
      throw Refused.invalid(
              "server-name-invalid",
              "A server's name has 3 to 63 of a–z, 0–9 and '-', starts with a letter and doesn't"
                  + " end with '-'")
          .field("name");
    }
    return name;
  }

  static Refused taken(String name) {
    return Refused.conflict(
            "server-name-taken",
            "There is a server named %s already; choose another name".formatted(name))
        .field("name");
  }
}
