package dev.meridian.backup.protection;

/** What a commit on a server waits for. */
public enum Durability {
  /** The server itself; its log is safe in the repository a moment later. */
  ASYNCHRONOUS,
  /** Its log to be safe in the repository. */
  SYNCHRONOUS
}
