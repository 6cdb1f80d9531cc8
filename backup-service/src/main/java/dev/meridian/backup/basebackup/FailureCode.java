package dev.meridian.backup.basebackup;

import dev.meridian.postgres.replication.ServerError;
import dev.meridian.repository.store.RepositoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;

/** What a backup's failure is called: stable, for programs. */
final class FailureCode {

  /** What should never happen. */
  static final String OURS = "internal-error";

  private FailureCode() {}

  static String of(Exception e) {
    return switch (e) {
      case RepositoryException repository -> repository.code();
      case TakeBackup.WalMissing missing -> "wal-missing";
      case TakeBackup.Superseded superseded -> "interrupted";
      case ServerError refused -> "server-refused";
      case InterruptedException interrupted -> "interrupted";
      case CancellationException interrupted -> "interrupted";
      case IOException lost -> "server-unreachable";
      case UncheckedIOException full -> "temporary-files-failed";
      default -> OURS;
    };
  }
}
