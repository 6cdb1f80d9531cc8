package dev.meridian.backup.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How instances share the servers out: {@code meridian.backup-service.ownership.*}.
 *
 * @param instance this instance's name, which no other one has at the same time: one that starts
 *     again under its name goes on at once with what it had. The host's name and the port when it
 *     isn't set
 * @param sessionTimeout how long an instance may be silent before its servers go to others; a
 *     broker allows no less than 6 s unless it was told to
 * @param patience how long the broker must be away before an instance takes servers that no living
 *     instance claims
 */
@ConfigurationProperties("meridian.backup-service.ownership")
public record OwnershipSettings(
    @Nullable String instance,
    @DefaultValue("7s") Duration sessionTimeout,
    @DefaultValue("20s") Duration patience) {}
