package dev.meridian.messaging.health;

import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How many events wait for the broker, and for how long the oldest has. */
public final class OutboxHealth extends AbstractHealthIndicator {

  private static final Duration TOO_OLD = Duration.ofMinutes(1);

  private final JdbcClient jdbc;

  /** Of the service whose schema the connections have. */
  public OutboxHealth(JdbcClient jdbc) {
    super("The outbox can't be read");
    this.jdbc = jdbc;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    Backlog backlog =
        jdbc.sql(
                """
                select count(*) as events,
                       coalesce(extract(epoch from clock_timestamp() - min(recorded_at)), 0)
                         as oldest_seconds
                from outbox
                """)
            .query(Backlog.class)
            .single();
    boolean late = backlog.oldestSeconds() > TOO_OLD.toSeconds();
    builder
        .status(late ? "OUT_OF_SERVICE" : "UP")
        .withDetail("backlog", backlog.events())
        .withDetail("oldestSeconds", backlog.oldestSeconds());
  }

  record Backlog(long events, double oldestSeconds) {}
}
