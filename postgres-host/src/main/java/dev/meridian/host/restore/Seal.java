package dev.meridian.host.restore;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.session.Session;
import java.time.Duration;
import java.util.List;

/**
 * Nothing of the source is left but its data: no slot, no network rule, no setting of recovery, a
 * certificate of its own. The server starts again with its own tier.
 */
final class Seal implements Phase {

  private static final Duration START = Duration.ofMinutes(10);

  @Override
  public String name() {
    return "seal";
  }

  @Override
  public void run(Restoration restoration) {
    Instance instance = restoration.instance();
    try (Session session = instance.connect("postgres")) {
      session.text("select count(pg_drop_replication_slot(slot_name)) from pg_replication_slots");
    }
    instance.configure(restoration.configuration(), List.of());
    instance.stop();
    instance.start(START);
  }
}
