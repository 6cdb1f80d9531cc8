package dev.meridian.host.restore;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.session.Session;
import java.time.Duration;
import java.util.List;

/**
 * Nothing of the source is left but its data: no slot, no network rule, no setting of recovery, a
 * certificate of its own. All that was written without being made durable is made so while the
 * server is down, between its last checkpoint and its start with its own tier, which makes durable
 * what it writes.
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
    restoration.close();
    try (Session session = instance.connect("postgres")) {
      session.text("select count(pg_drop_replication_slot(slot_name)) from pg_replication_slots");
      // However long it takes, so that what is left to write when it stops is little.
      session.execute("write all pages", "checkpoint");
    }
    instance.configure(restoration.configuration(), List.of());
    instance.stop();
    instance.removeArriving();
    instance.sync();
    instance.start(START);
  }
}
