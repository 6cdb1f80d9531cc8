package dev.meridian.restore.drill;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;

/** The hosts that could do a drill. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Hosts extends GenericRepository<Host, String> {

  @Query(
      """
      INSERT INTO drill_host VALUES (:id, :region, :freeBytes, :postgresVersions, :reportedAt)
      ON CONFLICT (id) DO UPDATE SET region = excluded.region, free_bytes = excluded.free_bytes,
        postgres_versions = excluded.postgres_versions, reported_at = excluded.reported_at
      """)
  void put(String id, String region, long freeBytes, String postgresVersions, Instant reportedAt);

  List<Host> findAll();
}
