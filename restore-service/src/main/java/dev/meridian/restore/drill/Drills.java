package dev.meridian.restore.drill;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Every drill. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Drills extends GenericRepository<Drill, UUID> {

  Optional<Drill> findById(UUID id);

  /** Keeps others from changing it until the transaction ends. */
  Optional<Drill> findByIdForUpdate(UUID id);

  /** Those that have not ended, the oldest first. */
  @Query(
      """
      SELECT * FROM drill WHERE status IN ('Requested', 'Planned', 'Running', 'Cancelling')
      ORDER BY requested_at, id
      """)
  List<Drill> open();

  /** A server's last ones, the newest first. */
  @Query("SELECT * FROM drill WHERE server_id = :serverId ORDER BY requested_at DESC, id LIMIT 100")
  List<Drill> newestOf(UUID serverId);

  /** The last one that proved a server. */
  @Query(
      """
      SELECT * FROM drill WHERE server_id = :serverId AND status = 'Verified'
      ORDER BY ended_at DESC LIMIT 1
      """)
  Optional<Drill> lastVerifiedOf(UUID serverId);

  /** The last ones that proved their servers. */
  @Query("SELECT * FROM drill WHERE status = 'Verified' ORDER BY ended_at DESC LIMIT 20")
  List<Drill> verifiedLast();

  void deleteByServerId(UUID serverId);

  void save(Drill drill);

  void update(Drill drill);

  /** Lets one transaction at a time decide which drill is next, in the whole fleet. */
  @Query("SELECT CAST(pg_advisory_xact_lock(hashtextextended('drills', 0)) AS text)")
  String lock();
}
