package dev.meridian.restore.source;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Relation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server that can be restored, or whose name is taken.
 *
 * @param region whose repository holds its backups
 * @param changedAt when its state was heard of
 * @param restoredFrom the server that it was restored from, if it was
 */
@MappedEntity("source_server")
public record SourceServer(
    @Id UUID id,
    String name,
    SourceState state,
    String region,
    String adminLogin,
    @Relation(Relation.Kind.EMBEDDED) Tier tier,
    Instant changedAt,
    @Nullable UUID restoredFrom) {

  SourceServer become(SourceState next, Instant now) {
    return new SourceServer(id, name, next, region, adminLogin, tier, now, restoredFrom);
  }

  SourceServer withTier(Tier other) {
    return new SourceServer(id, name, state, region, adminLogin, other, changedAt, restoredFrom);
  }

  SourceServer withOrigin(UUID server) {
    return new SourceServer(id, name, state, region, adminLogin, tier, changedAt, server);
  }
}
