package dev.meridian.repository.basebackup;

/** How it comes out which pages changed since the backup that another one is built upon. */
public enum Changes {
  /** The server knows: of an incremental backup, it sends only those. PostgreSQL 17 and later. */
  TOLD,
  /** It doesn't, and sends all: they are compared with what is known of the base's. */
  COMPARED
}
