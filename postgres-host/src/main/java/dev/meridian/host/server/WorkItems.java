package dev.meridian.host.server;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.UUID;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface WorkItems extends CrudRepository<WorkItem, Long> {

  List<WorkItem> findByServerIdOrderById(UUID serverId);

  void deleteByServerId(UUID serverId);
}
