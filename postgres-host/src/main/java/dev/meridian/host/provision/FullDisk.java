package dev.meridian.host.provision;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.session.SessionFailed;
import dev.meridian.postgres.runtime.PostgresFailure;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Tells when PostgreSQL failed for want of room. It then ends, or breaks something off, and says
 * why in its log, which lies on the same disk and may have no room either.
 */
final class FullDisk {

  /** Stable, for programs. */
  static final String CODE = "disk-full";

  /** As Linux calls {@code ENOSPC}, and the JDK with it. */
  static final String NO_SPACE = "No space left on device";

  /**
   * How PostgreSQL hints at a write that came out short (PostgreSQL, {@code mdextend} in {@code
   * md.c}).
   */
  private static final String SHORT_WRITE = "Check free disk space";

  /** A file of its log: without room for it, PostgreSQL can't go on. */
  private static final long TOO_LITTLE_BYTES = 16L << 20;

  private FullDisk() {}

  /** The failure of an attempt on a server, or the same as one for want of room, if it is that. */
  static RuntimeException named(RuntimeException failure, Instance instance) {
    if (!isOfPostgres(failure)) {
      return failure;
    }
    try {
      return named(failure, instance.lastLogLines(), instance.freeBytes());
    } catch (UncheckedIOException e) {
      failure.addSuppressed(e);
      return failure;
    }
  }

  /**
   * The same by what is known.
   *
   * @param lastWords of PostgreSQL's log
   * @param freeBytes on its disk
   */
  static RuntimeException named(RuntimeException failure, String lastWords, long freeBytes) {
    String reason = String.valueOf(failure.getMessage());
    String said = reason.contains(lastWords) ? reason : reason + "\n" + lastWords;
    boolean full =
        freeBytes < TOO_LITTLE_BYTES
            || List.of(NO_SPACE, SHORT_WRITE).stream().anyMatch(said::contains);
    return isOfPostgres(failure) && full
        ? new ProvisioningFailure(
            CODE, "The disk is full: %,d bytes are free. %s".formatted(freeBytes, said), failure)
        : failure;
  }

  /** Any other failure knows its reason itself. */
  private static boolean isOfPostgres(RuntimeException failure) {
    return failure instanceof SessionFailed
        || failure instanceof PostgresFailure
        || (failure instanceof ProvisioningFailure known
            && known.code().equals(ProvisioningFailure.RECOVERY_FAILED));
  }
}
