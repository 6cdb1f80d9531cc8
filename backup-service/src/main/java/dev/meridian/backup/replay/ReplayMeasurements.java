package dev.meridian.backup.replay;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.UUID;

/** What every restore and every drill has replayed. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ReplayMeasurements extends CrudRepository<ReplayMeasurement, UUID> {

  /** Deletes those of a server. */
  void deleteByServerId(UUID serverId);

  /** The last ones, the newest first. */
  List<ReplayMeasurement> findTop100OrderByLastAtDesc();
}
