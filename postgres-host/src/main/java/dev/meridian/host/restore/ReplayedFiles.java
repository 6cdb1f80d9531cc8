package dev.meridian.host.restore;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.RelationFiles;
import dev.meridian.postgres.wal.ReplayListener;
import dev.meridian.repository.backup.LateFiles;

/**
 * Lets log be placed once it may be replayed onto the files as far as these are written, and the
 * last of it once all are: so replay doesn't come to its end before.
 */
final class ReplayedFiles {

  private final LateFiles files;
  private final Lsn from;
  private final Lsn target;
  private boolean understood = true;
  private boolean complete;

  /**
   * @param from where the backup onto which the log is replayed began
   * @param target where the last record begins that is sure to be replayed
   */
  ReplayedFiles(LateFiles files, Lsn from, Lsn target) {
    this.files = files;
    this.from = from;
    this.target = target;
  }

  /** Replay writes a page. Counts in a main fork only: others are written before it begins. */
  void page(Lsn record, RelationFiles relation, int fork, long block, boolean whole) {
    if (fork == ReplayListener.MAIN_FORK && !complete) {
      boolean replayed = !record.isBefore(from) && !target.isBefore(record);
      files.page(
          relation.tablespace(), relation.database(), relation.number(), block, whole && replayed);
    }
  }

  /** Replay truncates or removes a relation's files. */
  void relation(RelationFiles relation) {
    if (!complete) {
      files.relation(relation.tablespace(), relation.database(), relation.number());
    }
  }

  /** Replay does something to files that isn't told page by page. */
  void everything() {
    if (!complete) {
      files.everything();
    }
  }

  /**
   * Returns when what was told of since the last call may be replayed.
   *
   * @param known whether that is all that replay will do; where it isn't once, all files are waited
   *     for from then on
   * @param last whether no more comes
   */
  void allow(boolean known, boolean last) {
    complete = files.isComplete();
    if (complete) {
      return;
    }
    understood = understood && known;
    if (!understood) {
      files.everything();
    }
    files.settle();
    if (last) {
      files.awaitAll();
    }
  }
}
