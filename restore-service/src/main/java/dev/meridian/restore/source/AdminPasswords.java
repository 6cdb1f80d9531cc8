package dev.meridian.restore.source;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Since when admins' passwords have been valid. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface AdminPasswords extends GenericRepository<AdminPasswords.Entry, UUID> {

  /** One of them. */
  @MappedEntity("admin_password")
  record Entry(@Id UUID serverId, Instant since) {}

  @Query("SELECT * FROM admin_password WHERE server_id = :serverId ORDER BY since")
  List<Entry> of(UUID serverId);

  @Query("INSERT INTO admin_password VALUES (:serverId, :since) ON CONFLICT DO NOTHING")
  void add(UUID serverId, Instant since);

  void deleteByServerId(UUID serverId);

  /** A restored server begins with what its source had. */
  @Query(
      """
      INSERT INTO admin_password
      SELECT :serverId, since FROM admin_password WHERE server_id = :source AND since <= :upTo
      ON CONFLICT DO NOTHING
      """)
  void inherit(UUID serverId, UUID source, Instant upTo);
}
