package dev.meridian.host.restore;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.session.Session;

/** The server leaves its source's history: from here on it writes a timeline of its own. */
final class Promote implements Phase {

  private static final int SECONDS = 600;

  /** It may have done so by itself. */
  private static final String PROMOTE =
      "select case when pg_is_in_recovery() then pg_promote(true, %d) else true end"
          .formatted(SECONDS);

  @Override
  public String name() {
    return "promote";
  }

  @Override
  public void run(Restoration restoration) {
    try (Session session = restoration.instance().connect("postgres")) {
      if (!session.holds(PROMOTE)) {
        throw new ProvisioningFailure(
            "promote-timed-out",
            "PostgreSQL was not promoted within %d s. Its last words:\n%s"
                .formatted(SECONDS, restoration.instance().lastLogLines()));
      }
    }
  }
}
