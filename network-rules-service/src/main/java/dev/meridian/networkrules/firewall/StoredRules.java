package dev.meridian.networkrules.firewall;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/** The rules of all servers. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface StoredRules extends GenericRepository<StoredRule, StoredRule.Key> {

  List<StoredRule> findByKeyServerIdOrderByKeyName(UUID serverId);

  void save(StoredRule rule);

  void update(StoredRule rule);

  void delete(StoredRule rule);

  void deleteByKeyServerId(UUID serverId);
}
