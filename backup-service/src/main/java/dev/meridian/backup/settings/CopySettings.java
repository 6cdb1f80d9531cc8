package dev.meridian.backup.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How copies in paired regions are kept up to date: {@code meridian.backup-service.copies.*}.
 *
 * @param every how long after one look at what is missing the next follows
 * @param lagKeptEvery how often it is kept for the other instances how far they are behind
 */
@ConfigurationProperties("meridian.backup-service.copies")
public record CopySettings(
    @DefaultValue("1s") Duration every, @DefaultValue("5s") Duration lagKeptEvery) {}
