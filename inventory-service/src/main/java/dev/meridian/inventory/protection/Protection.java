package dev.meridian.inventory.protection;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a server's backups.
 *
 * @param earliest the first instant that it can be restored to; null while it can't be restored
 * @param latest the last one
 * @param backupId its newest backup
 * @param backupCompletedAt when that was complete
 */
@MappedEntity("protection")
public record Protection(
    @Id UUID serverId,
    @Nullable Instant earliest,
    @Nullable Instant latest,
    @Nullable UUID backupId,
    @Nullable Instant backupCompletedAt) {}
