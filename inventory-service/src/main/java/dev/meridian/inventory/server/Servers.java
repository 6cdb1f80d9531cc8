package dev.meridian.inventory.server;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Every server that there ever was. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Servers extends GenericRepository<Server, UUID> {

  Optional<Server> findById(UUID id);

  /** Keeps others from changing it until the transaction ends. */
  Optional<Server> findByIdForUpdate(UUID id);

  Optional<Server> findByNameAndStatusNotIn(String name, Collection<ServerStatus> excluded);

  Optional<Server> findFirstByNameAndStatusOrderByCreatedAtDesc(String name, ServerStatus status);

  /** The dropped ones that can be restored by what was heard last, oldest first. */
  @Query(
      """
      SELECT server.* FROM server JOIN protection ON protection.server_id = server.id
      WHERE server.status = 'Dropped' AND protection.earliest IS NOT NULL
      ORDER BY server.created_at
      """)
  List<Server> droppedAndRestorable();

  List<Server> findByStatusNotEqualOrderByCreatedAt(ServerStatus status);

  /** Those that wait for a place in a region, without those that somebody is placing already. */
  @Query(
      """
      SELECT * FROM server WHERE status = 'Requested' AND region = :region
      ORDER BY created_at FOR UPDATE SKIP LOCKED
      """)
  List<Server> waitingIn(String region);

  /** Those that have waited for a place since before an instant. */
  @Query(
      """
      SELECT * FROM server WHERE status = 'Requested' AND created_at < :before
      ORDER BY created_at FOR UPDATE SKIP LOCKED
      """)
  List<Server> waitingSince(Instant before);

  /** Those of cancelled restores that hosts make that have been silent since before an instant. */
  @Query(
      """
      SELECT server.* FROM server
      JOIN cancelled_restore ON cancelled_restore.restore_id = server.restore_id
      JOIN host ON host.id = server.host_id
      WHERE server.status = 'Provisioning' AND host.reported_at < :before
      FOR UPDATE OF server SKIP LOCKED
      """)
  List<Server> unwantedOnHostsSilentSince(Instant before);

  void save(Server server);

  void update(Server server);

  void deleteById(UUID id);

  /** Lets one transaction at a time find out whether a name is free and take it. */
  @Query("SELECT CAST(pg_advisory_xact_lock(hashtextextended(:name, 0)) AS text)")
  String lock(String name);
}
