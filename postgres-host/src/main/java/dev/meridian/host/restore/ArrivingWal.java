package dev.meridian.host.restore;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Pause;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.wal.SpareSegments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Places the log in {@code pg_wal} while PostgreSQL replays it: always some ahead, and never much.
 * Files appear there whole, and are written over when they were replayed. Which one PostgreSQL has
 * come to, its {@code restore_command} says in the file {@link #ASKED}; while the file {@link
 * #ONGOING} is there, that command waits for files that are still to come.
 */
final class ArrivingWal implements AutoCloseable {

  static final String ASKED = "asked";
  static final String ONGOING = "ongoing";

  /** There since PostgreSQL asked for the log from where the backup began. */
  static final String REPLAYING = "replaying";

  /** So much log lies ahead of what PostgreSQL has come to, at most, or two segments. */
  static final long AHEAD_BYTES = 256L << 20;

  private static final long STEP_BYTES = 64L << 20;

  /** Two steps of segments of the usual size. */
  private static final int MOST_SPARES = 8;

  private static final Duration POLL = Duration.ofMillis(20);

  private final Restoration restoration;
  private final PreparedTransactions prepared = new PreparedTransactions();
  private final ReplayedFiles replayed;
  private final PlacedLog log;
  private final Path arriving;
  private final Path staged;
  private final Path target;
  private final int segmentSize;
  private final Lsn to;
  private final Lsn first;

  private SpareSegments spares;
  private PassedWal passed;
  private volatile Lsn placed;
  private @Nullable Lsn asked;
  private @Nullable ExecutorService thread;
  private @Nullable Future<?> placing;

  ArrivingWal(Restoration restoration) {
    this.restoration = restoration;
    this.arriving = restoration.instance().directory().arriving();
    this.staged = arriving.resolve("staged");
    this.target = restoration.instance().directory().data().resolve("pg_wal");
    BackupFacts facts = restoration.backup().summary().facts();
    this.segmentSize = facts.segmentSize();
    this.first = facts.firstNeeded();
    this.placed = first;
    this.to = restoration.plan().walTo();
    this.replayed =
        new ReplayedFiles(
            restoration.arrivingFiles().files(), facts.start(), restoration.plan().targetLsn());
    this.log = new PlacedLog(first, segmentSize, replayed, prepared);
    this.spares = newSpares();
    this.passed = newPassed();
  }

  private SpareSegments newSpares() {
    return new SpareSegments(arriving.resolve("spare"), MOST_SPARES);
  }

  private PassedWal newPassed() {
    return new PassedWal(
        target,
        segmentSize,
        startOfSegment(restoration.plan().targetLsn()),
        arriving.resolve(REPLAYING),
        spares,
        prepared);
  }

  /** Begins, and returns at once: PostgreSQL may be started then, with none of the log there. */
  void begin() {
    Instance instance = restoration.instance();
    // It asks for these before any log, and waits for none: one that comes later is missing.
    restoration.wal().writeHistories(restoration.line(), target);
    instance.ownFiles(target);
    instance.prepareArriving();
    spares = newSpares();
    passed = newPassed();
    forgetAsked();
    instance.write(arriving.resolve(ONGOING), "");
    ExecutorService own =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("place-wal").factory());
    placing = own.submit(this::placeAll);
    thread = own;
  }

  /**
   * Begins again, before PostgreSQL is started again: with all of the log if some was removed,
   * otherwise where it was.
   */
  void again() {
    close();
    if (passed.hasRemoved()) {
      placed = first;
    }
    begin();
  }

  /** Up to where the log is placed. */
  Lsn placed() {
    return placed;
  }

  /**
   * Where the furthest segment begins that PostgreSQL has asked for: it has replayed about all
   * before it.
   */
  synchronized Optional<Lsn> asked() {
    askedLast().filter(last -> asked == null || asked.isBefore(last)).ifPresent(this::askedFor);
    return Optional.ofNullable(asked);
  }

  private void askedFor(Lsn start) {
    asked = start;
  }

  private synchronized void forgetAsked() {
    asked = null;
  }

  /** Where the segment begins that it asked for last: before replay, that may be a later one. */
  private Optional<Lsn> askedLast() {
    try {
      String name = Files.readString(arriving.resolve(ASKED)).strip();
      // It may just be written.
      return WalSegment.isName(name)
          ? Optional.of(WalSegment.parse(name, segmentSize).start())
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell how far PostgreSQL is", e);
    }
  }

  /** Throws what kept the log from being placed, if anything did. */
  void requireAlive() {
    Future<?> begun = placing;
    if (begun == null || !begun.isDone()) {
      return;
    }
    try {
      begun.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("The log could not be placed", e.getCause());
    }
  }

  private void placeAll() {
    try {
      while (placed.isBefore(to)) {
        Lsn end = placed.plus(Math.max(STEP_BYTES, segmentSize));
        passed.remove(this::askedLast);
        while (isFarAhead(end, reached(), Math.max(AHEAD_BYTES, 2L * segmentSize))) {
          Pause.of(POLL);
          passed.remove(this::askedLast);
        }
        place(end.isBefore(to) ? end : to);
        placed = end;
      }
    } finally {
      end();
    }
    removeSpares();
    while (true) {
      passed.remove(this::askedLast);
      Pause.of(POLL);
    }
  }

  private void removeSpares() {
    try {
      spares.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove replayed log in " + arriving, e);
    }
  }

  private Lsn reached() {
    return asked().orElse(startOfSegment(restoration.plan().walFrom()));
  }

  /** Whether more log than that would lie ahead of what PostgreSQL has come to. */
  static boolean isFarAhead(Lsn end, Lsn reached, long most) {
    return reached.plus(most).isBefore(end);
  }

  private void place(Lsn end) {
    restoration.wal().writeSegments(restoration.line(), placed, end, segmentSize, staged, spares);
    restoration.instance().ownFiles(staged);
    replayed.allow(log.read(staged, placed, end), end.equals(to));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(staged)) {
      for (Path file : files) {
        Files.move(
            file,
            target.resolve(file.getFileName()),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot place log in " + target, e);
    }
  }

  private void end() {
    try {
      Files.deleteIfExists(arriving.resolve(ONGOING));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell PostgreSQL that no more log comes", e);
    }
  }

  private Lsn startOfSegment(Lsn position) {
    return new Lsn(position.position() & -(long) segmentSize);
  }

  /** Ends it, wherever it is. */
  @Override
  public void close() {
    ExecutorService ending = thread;
    if (ending != null) {
      ending.shutdownNow();
      ending.close();
    }
  }
}
