package dev.meridian.host.instance;

/** PostgreSQL doesn't accept the {@code pg_hba.conf} that was written for it. */
final class RulesRefused extends RuntimeException {

  RulesRefused(String reason) {
    super("PostgreSQL did not take over the network rules: " + reason);
  }
}
