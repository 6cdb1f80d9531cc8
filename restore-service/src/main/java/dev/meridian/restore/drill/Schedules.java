package dev.meridian.restore.drill;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** When each server's next drill is due. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Schedules extends GenericRepository<Schedules.Entry, UUID> {

  /** One of them. */
  @MappedEntity("drill_schedule")
  record Entry(@Id UUID serverId, Instant dueAt) {}

  List<Entry> findAll();

  Optional<Entry> findByServerId(UUID serverId);

  @Query(
      """
      INSERT INTO drill_schedule VALUES (:serverId, :dueAt)
      ON CONFLICT (server_id) DO UPDATE SET due_at = excluded.due_at
      """)
  void put(UUID serverId, Instant dueAt);

  /** Never later than it was. */
  @Query("UPDATE drill_schedule SET due_at = least(due_at, :dueAt) WHERE server_id = :serverId")
  void bringForward(UUID serverId, Instant dueAt);

  void deleteByServerId(UUID serverId);
}
