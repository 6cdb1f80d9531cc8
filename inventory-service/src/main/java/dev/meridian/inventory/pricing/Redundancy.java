package dev.meridian.inventory.pricing;

/** Where backups lie. */
public enum Redundancy {
  /** In the server's region only. */
  Local,
  /** In the server's region, and copied to its paired region. */
  Geo
}
