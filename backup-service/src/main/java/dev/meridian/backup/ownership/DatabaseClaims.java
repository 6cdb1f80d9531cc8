package dev.meridian.backup.ownership;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** In the service's own database, by its clock. Plain SQL: each verb must be one statement. */
@Component
final class DatabaseClaims implements Claims {

  private final JdbcClient jdbc;

  DatabaseClaims(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void take(Set<Integer> shares, UUID instance) {
    jdbc.sql(
            """
            insert into claim (share, instance, renewed_at)
            select share, :instance, clock_timestamp() from unnest(:shares) share order by share
            on conflict (share) do update
            set instance = excluded.instance, renewed_at = excluded.renewed_at
            """)
        .param("instance", instance)
        .param("shares", shares.toArray(Integer[]::new))
        .update();
  }

  @Override
  public Set<Integer> renew(UUID instance) {
    return jdbc
        .sql("update claim set renewed_at = clock_timestamp() where instance = ? returning share")
        .param(instance)
        .query(Integer.class)
        .list()
        .stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void takeAbandoned(int count, Duration age, UUID instance) {
    jdbc.sql(
            """
            insert into claim (share, instance, renewed_at)
            select share, :instance, clock_timestamp() from generate_series(0, :count - 1) share
            on conflict (share) do update
            set instance = excluded.instance, renewed_at = excluded.renewed_at
            where claim.renewed_at < clock_timestamp() - :millis * interval '1 ms'
            """)
        .param("instance", instance)
        .param("count", count)
        .param("millis", age.toMillis())
        .update();
  }
}
