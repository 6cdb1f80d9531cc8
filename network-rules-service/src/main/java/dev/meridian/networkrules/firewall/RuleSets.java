package dev.meridian.networkrules.firewall;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rule set of every server that there ever was. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface RuleSets extends GenericRepository<RuleSet, UUID> {

  Optional<RuleSet> findByServerId(UUID serverId);

  /** Keeps others from changing it until the transaction ends. */
  Optional<RuleSet> findByServerIdForUpdate(UUID serverId);

  List<RuleSet> findByServerNameAndServerStateNotEqual(String serverName, ServerState excluded);

  void save(RuleSet ruleSet);

  void update(RuleSet ruleSet);

  /** Keeps the newest revision that is in force, whatever order they are heard of in. */
  @Query(
      """
      INSERT INTO applied_revision (server_id, revision) VALUES (:serverId, :revision)
      ON CONFLICT (server_id) DO UPDATE
        SET revision = greatest(applied_revision.revision, excluded.revision)
      """)
  void putApplied(UUID serverId, long revision);

  @Query("SELECT revision FROM applied_revision WHERE server_id = :serverId")
  Optional<Long> findApplied(UUID serverId);
}
