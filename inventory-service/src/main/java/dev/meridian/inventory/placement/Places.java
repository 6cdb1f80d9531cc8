package dev.meridian.inventory.placement;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/** The places that are taken. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Places extends GenericRepository<Place, UUID> {

  List<Place> findAll();

  List<Place> findByHostIdIn(List<String> hostIds);

  void save(Place place);

  void deleteByServerId(UUID serverId);

  /** Lets one transaction at a time place servers in a region. */
  @Query("SELECT CAST(pg_advisory_xact_lock(hashtextextended(:region, 1)) AS text)")
  String lock(String region);
}
