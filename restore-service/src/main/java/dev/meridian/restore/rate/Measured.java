package dev.meridian.restore.rate;

import java.time.Duration;

/**
 * What a completed restore took, or that of a drill.
 *
 * @param fetching the backup's files
 * @param walBytes how much log there was
 * @param replaying placing and replaying it
 * @param rest everything else: of a restore from the request on, of a drill from when its host
 *     began
 */
public record Measured(
    long backupBytes, Duration fetching, long walBytes, Duration replaying, Duration rest) {}
