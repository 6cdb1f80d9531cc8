package dev.meridian.host.restore;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.session.Session;

/** The server leaves its source's history: from here on it writes a timeline of its own. */
final class Promote implements Phase {

  private static final int SECONDS = 600;

  @Override
  public String name() {
    return "promote";
  }

  @Override
  public void run(Restoration restoration) {
    try (Session session = restoration.instance().connect("postgres")) {
      if (!session.holds("select pg_promote(true, %d)".formatted(SECONDS))) {
        throw new ProvisioningFailure(
            "promote-timed-out",
            "PostgreSQL was not promoted within %d s. Its last words:\n%s"
                .formatted(SECONDS, restoration.instance().lastLogLines()));
      }
    }
  }
}
