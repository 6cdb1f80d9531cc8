package dev.meridian.host.server;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every server that was ever placed on this host. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface Servers extends CrudRepository<Server, UUID> {

  /** Those in one of the states. */
  List<Server> findByStateInList(List<ServerState> states);

  /** Moves a server on in its life. */
  void update(@Id UUID id, ServerState state);

  /** Gives a server another tier. */
  void update(@Id UUID id, ComputeTier computeTier, int cores, int storageGb);

  /** Notes what a server's commits wait for. */
  void update(@Id UUID id, boolean synchronous);

  /** Notes how a server is backed up. */
  void update(
      @Id UUID id,
      int backupRetentionDays,
      boolean geoRedundant,
      @Nullable Integer restoreTimeObjectiveSeconds);
}
