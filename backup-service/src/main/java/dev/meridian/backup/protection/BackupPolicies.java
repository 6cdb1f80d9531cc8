package dev.meridian.backup.protection;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.UUID;

/** The policy of every server that has one. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface BackupPolicies extends CrudRepository<BackupPolicy, UUID> {

  /** Those of servers whose commits wait for the same. */
  List<BackupPolicy> findByDurability(Durability durability);

  /** Those of servers whose backups lie in as many regions. */
  List<BackupPolicy> findByRedundancy(Redundancy redundancy);
}
