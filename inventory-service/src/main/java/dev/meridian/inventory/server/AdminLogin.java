package dev.meridian.inventory.server;

import dev.meridian.messaging.problem.Refused;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a server's admin may be called. */
final class AdminLogin {

  /** An identifier that means the same with and without quotes, of PostgreSQL's greatest length. */
  private static final Pattern LEGAL = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /** PostgreSQL refuses {@code public} and {@code none}; the others are Meridian's or mislead. */
  private static final Set<String> RESERVED =
      Set.of("postgres", "public", "none", "admin", "administrator", "root", "guest");

  private AdminLogin() {}

  /**
   * Makes sure that a login can be had.
   *
   * @throws Refused {@code admin-login-invalid}, {@code admin-login-reserved}
   */
  static String checked(@Nullable String login) {
    if (login == null || !LEGAL.matcher(login).matches()) {
      throw Refused.invalid(
              "admin-login-invalid",
              "An admin login has 1 to 63 of a–z, 0–9 and '_', and doesn't start with a digit")
          .field("adminLogin");
    }
    if (RESERVED.contains(login) || login.startsWith("pg_") || login.startsWith("meridian")) {
      throw Refused.invalid(
              "admin-login-reserved",
              "The login %s is PostgreSQL's or Meridian's own; choose another".formatted(login))
          .field("adminLogin");
    }
    return login;
  }
}
