package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import java.util.Optional;

/**
 * What recovery to an instant will do, as far as the archive can tell: recovery to a time stops
 * before the first commit or abort record, in the order of the log, whose time is later
 * (PostgreSQL, {@code recoveryStopsBefore} in {@code xlogrecovery.c}, with {@code
 * recovery_target_inclusive = on}).
 */
public sealed interface TargetResolution {

  /**
   * The last commit that recovery includes; empty when there is none from the search's beginning
   * on. With its {@link TransactionEnd#start} as {@code recovery_target_lsn}, recovery ends right
   * after it.
   */
  Optional<TransactionEnd> lastCommit();

  /**
   * The log goes past the target.
   *
   * @param firstAfter the record that recovery stops before
   * @param lastCommit as above
   */
  record Reached(TransactionEnd firstAfter, Optional<TransactionEnd> lastCommit)
      implements TargetResolution {}

  /**
   * The log ends, or has a gap, before any transaction end that is later than the target: recovery
   * would end without having reached it.
   *
   * @param unbrokenTo how far the log goes without a gap
   * @param lastCommit as above, up to there
   * @param lastEnd the last transaction end up to there
   * @param gap what is missing, when there is more of the log after {@code unbrokenTo}
   */
  record NotReached(
      Lsn unbrokenTo,
      Optional<TransactionEnd> lastCommit,
      Optional<TransactionEnd> lastEnd,
      Optional<WalRange> gap)
      implements TargetResolution {}
}
