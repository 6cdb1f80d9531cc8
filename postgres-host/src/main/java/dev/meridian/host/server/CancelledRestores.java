package dev.meridian.host.server;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.UUID;

/** The restores that nobody wanted any more before this host was told to do them. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface CancelledRestores extends GenericRepository<CancelledRestores.Entry, UUID> {

  boolean existsByRestoreId(UUID restoreId);

  void save(Entry entry);

  /** One transaction at a time hears of a restore. */
  @Query("SELECT CAST(pg_advisory_xact_lock(hashtextextended(:restore, 2)) AS text)")
  String lock(String restore);

  /** One of them. */
  @MappedEntity("cancelled_restore")
  record Entry(@Id UUID restoreId, Instant heardAt) {}
}
