package dev.meridian.repository.backup;

/**
 * The restore of a backup's files in two steps. {@link #first} comes before {@link #late}, which
 * may go on while PostgreSQL replays, as {@link LateFiles} says.
 *
 * <p>What is said of {@link BackupReader#restore} goes for both.
 */
public final class RestoreInSteps {

  private final RestoreFiles restore;
  private final LateFiles files;

  RestoreInSteps(RestoreFiles restore, LateFiles files) {
    this.restore = restore;
    this.files = files;
  }

  /** The files that are left for the second step, and what is known of them. */
  public LateFiles files() {
    return files;
  }

  /** Writes everything but large files of relations. These are there, of full length, all zeros. */
  public void first() {
    restore.runFirst(files);
    if (files.isEmpty() || !files.areCutAsUsual()) {
      late();
    }
  }

  /** Writes these. What ends it, who waits for the files is told, too. */
  public void late() {
    try {
      restore.runLate(files);
      files.completed();
    } catch (RuntimeException | Error e) {
      files.failed(e);
      throw e;
    }
  }
}
