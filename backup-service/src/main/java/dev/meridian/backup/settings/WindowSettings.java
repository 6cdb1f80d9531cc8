package dev.meridian.backup.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How restore windows are published: {@code meridian.backup-service.windows.*}.
 *
 * @param checkEvery how often it is looked at which have moved
 * @param publishEvery how often at most, per server
 * @param publishIdleEvery how often those are published, all at once, that only time has moved
 */
@ConfigurationProperties("meridian.backup-service.windows")
public record WindowSettings(
    @DefaultValue("500ms") Duration checkEvery,
    @DefaultValue("2s") Duration publishEvery,
    @DefaultValue("10s") Duration publishIdleEvery) {}
