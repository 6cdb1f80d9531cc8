package dev.meridian.restore.operation;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.SourceServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commits of a server, in the order of its log.
 *
 * @param readFrom the archives that may have any of the range, the one of the oldest log first
 * @param next where the first commit's record begins that isn't among them; null if there is none
 * @param window what can be restored of the server's own archive
 */
public record Commits(
    SourceServer server,
    List<Archive> readFrom,
    List<TransactionEnd> commits,
    @Nullable Lsn next,
    Window window) {

  /** Whose archive was read, and in which region. */
  public record Archive(SourceServer server, String region) {}

  /** Copies the lists. */
  public Commits {
    readFrom = List.copyOf(readFrom);
    commits = List.copyOf(commits);
  }
}
