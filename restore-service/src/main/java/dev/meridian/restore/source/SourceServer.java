package dev.meridian.restore.source;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Relation;
import java.time.Instant;
import java.util.UUID;

/**
 * A server that can be restored, or whose name is taken.
 *
 * @param region whose repository holds its backups
 * @param changedAt when its state was heard of
 */
@MappedEntity("source_server")
public record SourceServer(
    @Id UUID id,
    String name,
    SourceState state,
    String region,
    String adminLogin,
    @Relation(Relation.Kind.EMBEDDED) Tier tier,
    Instant changedAt) {

  SourceServer become(SourceState next, Instant now) {
    return new SourceServer(id, name, next, region, adminLogin, tier, now);
  }

  SourceServer withTier(Tier other) {
    return new SourceServer(id, name, state, region, adminLogin, other, changedAt);
  }
}
