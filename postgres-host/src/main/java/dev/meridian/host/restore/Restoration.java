package dev.meridian.host.restore;

import dev.meridian.host.configuration.ServerConfiguration;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.provision.ProgressSink;
import dev.meridian.host.server.Announcements.Progress;
import dev.meridian.host.server.RestorePlan;
import dev.meridian.host.server.Server;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.repository.backup.BackupReader;
import dev.meridian.repository.store.Patience;
import dev.meridian.repository.wal.WalArchive;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One restore while it goes on: what its phases hand on to each other. */
final class Restoration implements AutoCloseable {

  private final Server server;
  private final RestorePlan plan;
  private final Instance instance;
  private final ServerConfiguration configuration;
  private final ProgressSink progress;
  private final Patience patience;

  private @Nullable BackupReader backup;
  private @Nullable WalArchive wal;
  private @Nullable TimelineHistory line;
  private @Nullable ArrivingWal arriving;
  private @Nullable ArrivingFiles arrivingFiles;
  private @Nullable Lsn restoredTo;
  private @Nullable Instant replayedTo;
  private @Nullable Instant lastCommitAt;
  private @Nullable ServerConfiguration recovering;
  private OwnSettings ownSettings = OwnSettings.NONE;
  private OwnSettings leftOut = OwnSettings.NONE;
  private volatile Progress last = new Progress("check", 0, 0, null);

  Restoration(
      Server server,
      RestorePlan plan,
      Instance instance,
      ServerConfiguration configuration,
      ProgressSink progress,
      Function<Runnable, Patience> patience) {
    this.server = server;
    this.plan = plan;
    this.instance = instance;
    this.configuration = configuration;
    this.progress = progress;
    this.patience = patience.apply(this::waits);
  }

  Server server() {
    return server;
  }

  RestorePlan plan() {
    return plan;
  }

  Instance instance() {
    return instance;
  }

  /** How the server will run in the end. */
  ServerConfiguration configuration() {
    return configuration;
  }

  /** How it runs until then. */
  ServerConfiguration recovering() {
    return Objects.requireNonNull(recovering);
  }

  /** It is to run like this while it recovers; it counts from the next start on. */
  void recoverWith(ServerConfiguration other) {
    recovering = other;
    instance.configure(other, List.of());
  }

  /** The settings of its source's users that it has in the end. */
  OwnSettings ownSettings() {
    return ownSettings;
  }

  /** It is to have these settings in the end, but for those that it can't have. */
  void keepOwnSettings(OwnSettings own) {
    ownSettings = own.without(leftOut);
  }

  /** It can't have these settings on this machine. */
  void leaveOut(OwnSettings own) {
    leftOut = own;
    keepOwnSettings(ownSettings);
  }

  /** Gives it settings as {@code ALTER SYSTEM} would; they count from its next start on. */
  void writeOwnSettings(OwnSettings own) {
    instance.write(instance.directory().data().resolve(OwnSettings.FILE), own.text());
  }

  /** Of this restore, when its repository can't be reached. */
  Patience patience() {
    return patience;
  }

  /** A phase begins. */
  void begins(String phase) {
    progressed(phase, 0, 0);
  }

  /** Says how far a phase is. */
  void progressed(String phase, long bytesDone, long bytesTotal) {
    last = new Progress(phase, bytesDone, bytesTotal, replayedTo);
    progress.progressed(patience.isWaiting() ? last.waiting() : last);
  }

  private void waits() {
    progress.progressed(last.waiting());
  }

  /** What was found in the repository. */
  void found(BackupReader foundBackup, WalArchive foundWal, TimelineHistory foundLine) {
    backup = foundBackup;
    wal = foundWal;
    line = foundLine;
  }

  BackupReader backup() {
    return Objects.requireNonNull(backup);
  }

  WalArchive wal() {
    return Objects.requireNonNull(wal);
  }

  /** Along which timelines the log is replayed. */
  TimelineHistory line() {
    return Objects.requireNonNull(line);
  }

  /** The log on its way to PostgreSQL. */
  ArrivingWal arriving() {
    ArrivingWal known = arriving;
    if (known == null) {
      known = new ArrivingWal(this);
      arriving = known;
    }
    return known;
  }

  /** The files that are being written while the log is. */
  ArrivingFiles arrivingFiles() {
    return Objects.requireNonNull(arrivingFiles);
  }

  void arrivingFiles(ArrivingFiles files) {
    arrivingFiles = files;
  }

  /** Throws what keeps the files or the log from arriving, if anything does. */
  void requireArriving() {
    if (arrivingFiles != null) {
      arrivingFiles.requireAlive();
    }
    arriving().requireAlive();
  }

  /** Nothing goes on in the background when this returns. */
  @Override
  public void close() {
    if (arrivingFiles != null) {
      arrivingFiles.close();
    }
    if (arriving != null) {
      arriving.close();
    }
  }

  /** How far the log was replayed; where the server left its source's history, in the end. */
  void replayed(Lsn position, @Nullable Instant transactionEnd) {
    restoredTo = position;
    replayedTo = transactionEnd;
  }

  /** How far replay is known to be. */
  @Nullable Lsn reached() {
    return restoredTo;
  }

  Lsn restoredTo() {
    return Objects.requireNonNull(restoredTo);
  }

  @Nullable Instant replayedTo() {
    return replayedTo;
  }

  /** When the last transaction was committed that was replayed. */
  void lastCommitAt(@Nullable Instant measured) {
    lastCommitAt = measured;
  }

  /** The same; null before that is known, and when none was since the backup began. */
  @Nullable Instant lastCommitAt() {
    return lastCommitAt;
  }
}
