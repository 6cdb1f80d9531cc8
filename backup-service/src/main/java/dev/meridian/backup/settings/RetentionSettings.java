package dev.meridian.backup.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When backups expire: {@code meridian.backup-service.retention.*}.
 *
 * @param firstCheckAfter how long after the start of the service it is looked at first
 * @param retryEvery how soon it is looked again at what couldn't be looked at
 * @param checkEvery how often it is looked at what has expired
 * @param steadyFor how long our clock must have gone without a jump, since the start of the service
 *     as well, before anything expires by it
 * @param grace how much longer than the retention everything is kept, for a restore that began just
 *     within it
 * @param incompleteAfter how old what a crash left behind must be to be deleted
 * @param rememberedFor how long after its drop it is remembered that there was a server, so that
 *     old events about it, which the broker keeps for 90 days, don't make one of it again
 */
@ConfigurationProperties("meridian.backup-service.retention")
public record RetentionSettings(
    @DefaultValue("1m") Duration firstCheckAfter,
    @DefaultValue("1m") Duration retryEvery,
    @DefaultValue("24h") Duration checkEvery,
    @DefaultValue("15m") Duration steadyFor,
    @DefaultValue("6h") Duration grace,
    @DefaultValue("24h") Duration incompleteAfter,
    @DefaultValue("91d") Duration rememberedFor) {}
