package dev.meridian.restore.rate;

import java.time.Duration;

/**
 * What a completed restore took.
 *
 * @param fetching the backup's files
 * @param walBytes how much log there was
 * @param replaying placing and replaying it
 * @param rest everything else, from the request on
 */
public record Measured(
    long backupBytes, Duration fetching, long walBytes, Duration replaying, Duration rest) {}
