package dev.meridian.backup.protection;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Every server that is protected, or was and is remembered. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ProtectedServers extends CrudRepository<ProtectedServer, UUID> {

  /** The one with this id, which nobody else changes until the transaction ends. */
  Optional<ProtectedServer> findByIdForUpdate(UUID id);

  /** Those of these that have an archive; none of them loses it until the transaction ends. */
  @Query(
      """
      SELECT id FROM protected_server WHERE id IN (:ids) AND state <> 'REMOVED'
      ORDER BY id FOR SHARE
      """)
  List<UUID> findRestorableForShare(Collection<UUID> ids);

  /** The last one that got this name, of those in one of the states. */
  Optional<ProtectedServer> findFirstByNameAndStateInListOrderByProvisionedAtDesc(
      String name, List<ProtectionState> states);

  /** Another one whenever anything about any server or its policy is another. */
  @Query(
      """
      SELECT CAST(concat(
        (SELECT sum(hashtextextended(CAST(s AS text), 0)) FROM protected_server s), ' ',
        (SELECT sum(hashtextextended(CAST(p AS text), 0)) FROM backup_policy p)) AS text)
      """)
  String fingerprint();
}
