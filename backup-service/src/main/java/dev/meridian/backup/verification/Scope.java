package dev.meridian.backup.verification;

/** How much of an archive is verified. */
public enum Scope {
  /** Every object, every reference, every record of the log, and that the log has no gap. */
  ALL,
  /** Some objects, others each time; that none is missing that a backup names, and no log. */
  SAMPLE
}
