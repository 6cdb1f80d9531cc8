package dev.meridian.inventory.protection;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known of each server's backups, whether the server itself is known yet or not. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Protections extends GenericRepository<Protection, UUID> {

  Optional<Protection> findByServerId(UUID serverId);

  List<Protection> findAll();

  @Query(
      """
      INSERT INTO protection (server_id, earliest, latest) VALUES (:serverId, :earliest, :latest)
      ON CONFLICT (server_id) DO UPDATE SET earliest = excluded.earliest, latest = excluded.latest
      """)
  void putWindow(UUID serverId, @Nullable Instant earliest, @Nullable Instant latest);

  @Query(
      """
      INSERT INTO protection (server_id, backup_id, backup_completed_at)
      VALUES (:serverId, :backupId, :completedAt)
      ON CONFLICT (server_id) DO UPDATE
        SET backup_id = excluded.backup_id, backup_completed_at = excluded.backup_completed_at
        WHERE protection.backup_completed_at IS NULL
          OR protection.backup_completed_at < excluded.backup_completed_at
      """)
  void putBackup(UUID serverId, UUID backupId, Instant completedAt);
}
