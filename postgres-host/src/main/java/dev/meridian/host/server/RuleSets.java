package dev.meridian.host.server;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.UUID;

/** The last rule set of every server, as far as it is known. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RuleSets extends CrudRepository<RuleSet, UUID> {

  /** Notes which revision is in force. */
  void update(@Id UUID serverId, Long appliedRevision);
}
