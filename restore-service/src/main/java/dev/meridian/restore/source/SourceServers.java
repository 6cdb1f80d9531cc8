package dev.meridian.restore.source;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Every server that was ever placed. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface SourceServers extends GenericRepository<SourceServer, UUID> {

  Optional<SourceServer> findById(UUID id);

  List<SourceServer> findByNameAndStateIn(String name, Collection<SourceState> states);

  Optional<SourceServer> findFirstByNameAndStateOrderByChangedAtDesc(
      String name, SourceState state);

  List<SourceServer> findByState(SourceState state);

  void save(SourceServer server);

  void update(SourceServer server);
}
