package dev.meridian.backup.basebackup;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Every backup that was ever decided on. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface Backups extends CrudRepository<Backup, UUID> {

  /** A server's, the newest first. */
  List<Backup> findByServerIdOrderByRequestedAtDesc(UUID serverId);

  /** A server's last ones, the newest first. */
  List<Backup> findTop30ByServerIdOrderByRequestedAtDesc(UUID serverId);

  /** A server's in one state. */
  List<Backup> findByServerIdAndState(UUID serverId, BackupState state);

  /** The last one of a server in one state. */
  Optional<Backup> findFirstByServerIdAndStateOrderByRequestedAtDesc(
      UUID serverId, BackupState state);

  /** The one with this id, which nobody else changes until the transaction ends. */
  Optional<Backup> findByIdForUpdate(UUID id);

  /** Deletes a server's, in whatever state. */
  void deleteByServerId(UUID serverId);

  /** All in one of the states. */
  List<Backup> findByStateIn(List<BackupState> states);
}
