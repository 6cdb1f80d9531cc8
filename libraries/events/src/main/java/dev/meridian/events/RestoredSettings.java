package dev.meridian.events;

/** Which PostgreSQL settings a restored server has, besides those that Meridian decides. */
public enum RestoredSettings {
  /**
   * Its source's own, as {@code ALTER SYSTEM} had written them by the last heartbeat before the
   * target; by the backup, where no heartbeat followed it, or none that records them.
   */
  AsOfTarget,
  /** Its tier's; what {@code ALTER SYSTEM} wrote stays behind. */
  TierDefaults
}
