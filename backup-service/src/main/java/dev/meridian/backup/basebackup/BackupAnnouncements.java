package dev.meridian.backup.basebackup;

/** Says what became of backups; called in the transaction that records it. */
public interface BackupAnnouncements {

  /** It is being taken. */
  void started(Backup backup);

  /** It lies in the repository. */
  void completed(Backup backup);

  /** It could not be taken. */
  void failed(Backup backup);

  /** It was deleted. */
  void expired(Backup backup);

  /** It lies in the paired region too. */
  void replicated(Backup backup, String region);
}
