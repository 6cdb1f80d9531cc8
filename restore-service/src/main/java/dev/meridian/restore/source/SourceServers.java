package dev.meridian.restore.source;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Every server that was ever placed and is remembered. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface SourceServers extends GenericRepository<SourceServer, UUID> {

  Optional<SourceServer> findById(UUID id);

  List<SourceServer> findByNameAndStateIn(String name, Collection<SourceState> states);

  Optional<SourceServer> findFirstByNameAndStateOrderByChangedAtDesc(
      String name, SourceState state);

  List<SourceServer> findByState(SourceState state);

  /**
   * Those that were dropped, or failed, before an instant and of which nothing can be restored. One
   * that another was restored from stays as long as that one: refusals name it.
   */
  @Query(
      """
      SELECT id FROM source_server gone
      WHERE state IN ('Dropped', 'Failed') AND changed_at < :before
        AND NOT EXISTS (
          SELECT 1 FROM restore_window WHERE server_id = gone.id AND earliest IS NOT NULL)
        AND NOT EXISTS (
          SELECT 1 FROM source_server restored WHERE restored.restored_from = gone.id)
      """)
  List<UUID> goneBefore(Instant before);

  void deleteById(UUID id);

  void save(SourceServer server);

  void update(SourceServer server);
}
