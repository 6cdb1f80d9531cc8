package dev.meridian.restore.source;

import dev.meridian.postgres.Lsn;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Relation;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server that can be restored, or whose name is taken.
 *
 * @param region whose repository holds its backups
 * @param changedAt when its state was heard of
 * @param restoredFrom the server that its data came from, if it was restored
 * @param restoredToLsn where it left that one's history
 * @param restoredOnTimeline on which of that one's timelines
 * @param restoredAsOf up to which instant it has what that one had, if a commit was known
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
    @Nullable UUID restoredFrom,
    @Nullable String restoredToLsn,
    @Nullable Integer restoredOnTimeline,
    @Nullable Instant restoredAsOf) {

  /** Where it left its origin's history; empty if it has none, or where that was never told. */
  public Optional<Birth> birth() {
    return restoredFrom == null || restoredToLsn == null || restoredOnTimeline == null
        ? Optional.empty()
        : Optional.of(
            new Birth(restoredFrom, Lsn.parse(restoredToLsn), restoredOnTimeline, restoredAsOf));
  }

  SourceServer become(SourceState next, Instant now) {
    return with(next, tier, now, restoredFrom, restoredToLsn, restoredOnTimeline, restoredAsOf);
  }

  SourceServer withTier(Tier other) {
    return with(
        state, other, changedAt, restoredFrom, restoredToLsn, restoredOnTimeline, restoredAsOf);
  }

  SourceServer onTimeline(int timeline) {
    return with(state, tier, changedAt, restoredFrom, restoredToLsn, timeline, restoredAsOf);
  }

  SourceServer withOrigin(UUID server, Lsn lsn, @Nullable Instant asOf) {
    return with(state, tier, changedAt, server, lsn.toString(), restoredOnTimeline, asOf);
  }

  private SourceServer with(
      SourceState nextState,
      Tier nextTier,
      Instant at,
      @Nullable UUID origin,
      @Nullable String lsn,
      @Nullable Integer timeline,
      @Nullable Instant asOf) {
    return new SourceServer(
        id, name, nextState, region, adminLogin, nextTier, at, origin, lsn, timeline, asOf);
  }
}
