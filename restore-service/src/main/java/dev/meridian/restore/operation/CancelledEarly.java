package dev.meridian.restore.operation;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.UUID;

/** The restores that were cancelled before they were asked for. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface CancelledEarly extends GenericRepository<CancelledEarly.Entry, UUID> {

  boolean existsByRestoreId(UUID restoreId);

  void save(Entry entry);

  /** One of them. */
  @MappedEntity("cancelled_restore")
  record Entry(@Id UUID restoreId, Instant heardAt) {}
}
