package dev.meridian.restore.source;

import dev.meridian.postgres.Lsn;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a restored server left the history of the one that its data came from: up to there, both
 * have the same.
 *
 * @param origin whose archive holds what was before
 * @param lsn the end of what they share, exclusive
 * @param timeline on which of the origin's timelines that lies
 * @param asOf the instant that the server was restored to, or when its last commit was where none
 *     was asked for; null where it holds no commit
 */
public record Birth(UUID origin, Lsn lsn, int timeline, @Nullable Instant asOf) {}
