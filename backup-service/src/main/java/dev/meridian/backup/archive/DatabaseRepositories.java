package dev.meridian.backup.archive;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** In the service's own database. Plain SQL: each verb must be one statement. */
@Component
final class DatabaseRepositories implements KnownRepositories {

  private final JdbcClient jdbc;

  DatabaseRepositories(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<Known> of(String region) {
    return jdbc.sql("select repository_id from region_repository where region = ?")
        .param(region)
        .query((row, number) -> new Known(row.getObject(1, UUID.class)))
        .optional();
  }

  @Override
  public void remember(String region, UUID repository) {
    jdbc.sql(
            """
            insert into region_repository (region, repository_id) values (?, ?)
            on conflict (region) do update set repository_id = excluded.repository_id
            where region_repository.repository_id is null
            """)
        .params(region, repository)
        .update();
  }

  @Override
  public void forget(String region) {
    jdbc.sql(
            """
            insert into region_repository (region) values (?)
            on conflict (region) do update set repository_id = null
            """)
        .param(region)
        .update();
  }
}
