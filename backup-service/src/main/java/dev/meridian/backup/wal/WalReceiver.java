package dev.meridian.backup.wal;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.settings.WalSettings;
import dev.meridian.backup.wal.LogSource.LogConnection;
import dev.meridian.backup.wal.LogStatus.State;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.wal.WalArchiveWriter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives one server's log until it is stopped: connects, streams, and after a failure again. */
final class WalReceiver {

  private static final Logger log = LoggerFactory.getLogger(WalReceiver.class);

  private final ProtectedServer server;
  private final ServerArchive archive;
  private final LogSource source;
  private final LogMemory memory;
  private final WalSettings settings;
  private final LiveLog live;
  private final JournalReplay replay;
  private final RetryDelay delay;
  private final Runnable streaming;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  private volatile @Nullable LogConnection connection;
  private volatile boolean synchronous;
  private boolean leaveGap;

  /** What can't be read where the archive ends. */
  private @Nullable String unreadable;

  private final Set<String> said = new HashSet<>();

  private long streamingSince;

  /**
   * @param streaming called whenever a stream begins
   */
  WalReceiver(
      ProtectedServer server,
      ServerArchive archive,
      LogSource source,
      LogMemory memory,
      WalSettings settings,
      Clock clock,
      Runnable streaming) {
    this.server = server;
    this.archive = archive;
    this.source = source;
    this.memory = memory;
    this.settings = settings;
    this.streaming = streaming;
    this.replay = new JournalReplay(server.name(), archive);
    this.live = new LiveLog(clock, settings.coverageMargin());
    this.delay = new RetryDelay(settings.retryAfter(), settings.retryAtMostAfter(), new Random());
    this.thread = Thread.ofVirtual().name("wal-" + server.name()).unstarted(this::run);
  }

  WalReceiver start() {
    thread.start();
    return this;
  }

  ProtectedServer server() {
    return server;
  }

  LiveLog live() {
    return live;
  }

  /** Whether the server's commits wait until their log is safe; can change at any time. */
  WalReceiver synchronous(boolean yes) {
    synchronous = yes;
    return this;
  }

  /** Ends the stream; what has come is made safe. Waits for that a little. */
  void stop() {
    stopped.countDown();
    LogConnection open = connection;
    if (open != null) {
      open.close();
    }
    try {
      if (!thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!isStopped()) {
        Duration wait = receive();
        if (stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      live.is(State.STOPPED, null);
    }
  }

  /** With one writer as long as it works: a store may be away when one is made, or closed. */
  private Duration receive() throws InterruptedException {
    try (WalArchiveWriter writer = archive.walWriter()) {
      while (!isStopped()) {
        Duration wait = tryOnce(writer);
        if (stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
          break;
        }
      }
      return Duration.ZERO;
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** How long to wait for the next try. */
  private Duration tryOnce(WalArchiveWriter writer) {
    live.is(State.CONNECTING, live.status().problem());
    try (LogConnection opened = connect(writer)) {
      connection = opened;
      if (isStopped()) {
        return Duration.ZERO;
      }
      new LogSession(
              server,
              archive,
              writer,
              replay,
              live,
              memory,
              settings,
              opened,
              () -> synchronous,
              this::cannotRead)
          .run(leaveGap, this::streams);
      return Duration.ZERO;
    } catch (LogSource.LogGone e) {
      leaveGap = true;
      return failed(e);
    } catch (IOException | RuntimeException e) {
      return failed(e);
    } finally {
      connection = null;
    }
  }

  /** What was acknowledged is archived first, also if the server is never seen again. */
  private LogConnection connect(WalArchiveWriter writer) throws IOException {
    replay.intoArchive(writer);
    return source.connect(server);
  }

  /** Each said once. */
  private void cannotRead(@Nullable String what) {
    if (what != null && said.add(what)) {
      log.error(
          "The log of {} is received although its archive can't be read up to its end, and nothing"
              + " that comes can be added to the backups before that: {}",
          server.name(),
          what);
    }
    unreadable = what;
  }

  private void streams() {
    leaveGap = false;
    streamingSince = System.nanoTime();
    live.is(State.STREAMING, unreadable);
    log.info("Receiving the log of {} from {}", server.name(), live.status().safe());
    streaming.run();
  }

  private Duration failed(Exception e) {
    if (isStopped()) {
      return Duration.ZERO;
    }
    String problem = String.valueOf(e.getMessage());
    if (!problem.equals(live.status().problem())) {
      log.warn("Cannot receive the log of {}: {}", server.name(), problem);
      log.debug("Cannot receive the log of {}", server.name(), e);
    }
    boolean wentWell =
        live.status().isStreaming()
            && System.nanoTime() - streamingSince > settings.retryAtMostAfter().toNanos();
    if (wentWell) {
      delay.reset();
    }
    live.is(State.WAITING, problem);
    return e instanceof LogSource.SlotTaken ? settings.retryAfter() : delay.next();
  }
}
