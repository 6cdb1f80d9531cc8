package dev.meridian.restore.operation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long planning waits for what isn't there yet.
 *
 * @param patience for the archive to reach the target, for a repository that can't be read, and for
 *     the end of what nobody expects
 * @param sourcePatience for the source to become known, where an event asks for a restore
 */
@ConfigurationProperties("meridian.restore-service.planning")
record PlanningSettings(
    @DefaultValue("30s") Duration patience, @DefaultValue("5s") Duration sourcePatience) {}
