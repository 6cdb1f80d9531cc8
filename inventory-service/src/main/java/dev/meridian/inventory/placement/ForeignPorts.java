package dev.meridian.inventory.placement;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The ports at which something else was found lately. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ForeignPorts extends GenericRepository<ForeignPort, ForeignPort.Key> {

  /** Those that were found after an instant. */
  List<ForeignPort> findByFoundAtAfter(Instant after);

  /** The port of a server's place is one, if it has a place. */
  @Query(
      """
      INSERT INTO foreign_port (host_id, port, found_at)
      SELECT host_id, port, :at FROM place WHERE server_id = :serverId
      ON CONFLICT (host_id, port) DO UPDATE SET found_at = excluded.found_at
      """)
  void putPlaceOf(UUID serverId, Instant at);

  void deleteByFoundAtBefore(Instant before);
}
