package dev.meridian.inventory.server;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.UUID;

/** The restores that nobody wants any more. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface CancelledRestores extends GenericRepository<CancelledRestore, UUID> {

  boolean existsByRestoreId(UUID restoreId);

  void save(CancelledRestore restore);

  /** One transaction at a time decides on a restore's server: it is wanted, or it isn't. */
  @Query("SELECT CAST(pg_advisory_xact_lock(hashtextextended(:restore, 2)) AS text)")
  String lock(String restore);
}
