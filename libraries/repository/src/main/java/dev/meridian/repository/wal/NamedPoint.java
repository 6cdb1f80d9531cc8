package dev.meridian.repository.wal;

import dev.meridian.postgres.wal.RestorePoint;

/** A restore point, and the timeline that it lies on. */
public record NamedPoint(int timeline, RestorePoint point) {}
