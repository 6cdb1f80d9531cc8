package dev.meridian.restore.operation;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Every restore that was ever asked for. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Restores extends GenericRepository<Restore, UUID> {

  Optional<Restore> findById(UUID id);

  /** Keeps others from changing it until the transaction ends. */
  Optional<Restore> findByIdForUpdate(UUID id);

  Optional<Restore> findByNewServerIdForUpdate(UUID newServerId);

  Optional<Restore> findByIdempotencyKey(String key);

  List<Restore> findByNewServerNameAndStatusIn(String name, Collection<RestoreStatus> statuses);

  @Query("SELECT * FROM restore ORDER BY requested_at DESC, id")
  List<Restore> newestFirst();

  /** Those that are to be planned, the longest waiting first. */
  @Query(
      """
      SELECT * FROM restore WHERE status = 'Requested' AND to_be_planned_from IS NOT NULL
      ORDER BY to_be_planned_from LIMIT 100
      """)
  List<Restore> toBePlanned();

  /** Those that were completed last. */
  @Query("SELECT * FROM restore WHERE status = 'Completed' ORDER BY completed_at DESC LIMIT 20")
  List<Restore> completedLast();

  void save(Restore restore);

  void update(Restore restore);

  /** Lets one transaction at a time find out whether something is free and take it. */
  @Query("SELECT CAST(pg_advisory_xact_lock(hashtextextended(:what, 0)) AS text)")
  String lock(String what);
}
