package dev.meridian.restore.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.restore.operation.Commits;
import dev.meridian.restore.plan.Window;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Commits as they are shown, in the order of the log.
 *
 * @param more whether there are more in the range
 * @param next from where to go on, if there are
 * @param readFrom the archives that may have any of the range, the one of the oldest log first
 * @param window what can be restored of the server's own archive
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CommitsBody(
    UUID serverId,
    String serverName,
    List<CommitShown> commits,
    boolean more,
    @Nullable String next,
    List<ArchiveShown> readFrom,
    Window window) {

  /** A commit: when, by which transaction, where its record begins, and of which kind it is. */
  record CommitShown(Instant at, long transactionId, String lsn, String kind) {

    static CommitShown of(TransactionEnd commit) {
      return new CommitShown(
          commit.at(),
          Integer.toUnsignedLong(commit.xid()),
          commit.start().toString(),
          commit.kind() == TransactionEnd.Kind.COMMIT_PREPARED ? "CommitPrepared" : "Commit");
    }
  }

  /** Whose archive, and where. */
  record ArchiveShown(UUID serverId, String serverName, String region) {

    static ArchiveShown of(Commits.Archive archive) {
      return new ArchiveShown(archive.server().id(), archive.server().name(), archive.region());
    }
  }

  static CommitsBody of(Commits found) {
    return new CommitsBody(
        found.server().id(),
        found.server().name(),
        found.commits().stream().map(CommitShown::of).toList(),
        found.next() != null,
        found.next() == null ? null : found.next().toString(),
        found.readFrom().stream().map(ArchiveShown::of).toList(),
        found.window());
  }
}
