package dev.meridian.backup.protection;

/** Where a server's backups lie. */
public enum Redundancy {
  /** In its region. */
  LOCAL,
  /** In the paired region too. */
  GEO
}
