package dev.meridian.restore.source;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

/** What can be restored of each server, as backup-service says. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface RestoreWindows extends GenericRepository<RestoreWindow, UUID> {

  Optional<RestoreWindow> findByServerId(UUID serverId);

  void deleteByServerId(UUID serverId);

  void save(RestoreWindow window);

  void update(RestoreWindow window);
}
