package dev.meridian.inventory.placement;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.DataType;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;

/** Every host that has ever reported. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface Hosts extends GenericRepository<Host, String> {

  List<Host> findAllOrderById();

  List<Host> findByRegionOrderById(String region);

  @Query(
      """
      INSERT INTO host (id, region, address, v_cores, memory_bytes, free_storage_bytes,
        postgres_versions, first_port, port_count, reported_at)
      VALUES (:id, :region, :address, :cores, :memoryBytes, :freeStorageBytes,
        :postgresVersions, :firstPort, :portCount, :reportedAt)
      ON CONFLICT (id) DO UPDATE SET region = excluded.region, address = excluded.address,
        v_cores = excluded.v_cores, memory_bytes = excluded.memory_bytes,
        free_storage_bytes = excluded.free_storage_bytes,
        postgres_versions = excluded.postgres_versions, first_port = excluded.first_port,
        port_count = excluded.port_count, reported_at = excluded.reported_at
      """)
  void put(
      String id,
      String region,
      String address,
      int cores,
      long memoryBytes,
      long freeStorageBytes,
      @TypeDef(type = DataType.INTEGER_ARRAY) List<Integer> postgresVersions,
      int firstPort,
      int portCount,
      Instant reportedAt);

  /** Keeps what is known of a host, whether it was known before or not. */
  default void put(Host host) {
    put(
        host.id(),
        host.region(),
        host.address(),
        host.vCores(),
        host.memoryBytes(),
        host.freeStorageBytes(),
        host.postgresVersions(),
        host.firstPort(),
        host.portCount(),
        host.reportedAt());
  }
}
