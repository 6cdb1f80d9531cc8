package dev.meridian.host.restore;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Pause;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupFacts;
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
 * Files appear there whole. Which one PostgreSQL has come to, its {@code restore_command} says in
 * the file {@link #ASKED}; while the file {@link #ONGOING} is there, that command waits for files
 * that are still to come.
 */
final class ArrivingWal implements AutoCloseable {

  static final String ASKED = "asked";
  static final String ONGOING = "ongoing";

  /** So much log lies ahead of what PostgreSQL has come to, at most. */
  static final long AHEAD_BYTES = 1L << 30;

  private static final long STEP_BYTES = 64L << 20;
  private static final Duration POLL = Duration.ofMillis(20);

  private final Restoration restoration;
  private final ReplayedFiles replayed;
  private final Path arriving;
  private final Path staged;
  private final Path target;
  private final int segmentSize;
  private final Lsn to;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("place-wal").factory());

  private volatile Lsn placed;
  private @Nullable Lsn asked;
  private @Nullable Future<?> placing;

  ArrivingWal(Restoration restoration) {
    this.restoration = restoration;
    this.arriving = restoration.instance().directory().arriving();
    this.staged = arriving.resolve("staged");
    this.target = restoration.instance().directory().data().resolve("pg_wal");
    BackupFacts facts = restoration.backup().summary().facts();
    this.segmentSize = facts.segmentSize();
    this.placed = startOfSegment(facts.firstNeeded());
    this.to = restoration.plan().walTo();
    this.replayed =
        new ReplayedFiles(
            restoration.arrivingFiles().files(), placed, facts, restoration.plan().targetLsn());
  }

  /** Begins, and returns at once. */
  void begin() {
    Instance instance = restoration.instance();
    instance.prepareArriving();
    instance.write(arriving.resolve(ONGOING), "");
    placing = thread.submit(this::placeAll);
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
    try {
      String name = Files.readString(arriving.resolve(ASKED)).strip();
      // It may just be written.
      if (name.length() == 24 && (asked == null || asked.isBefore(startOf(name)))) {
        asked = startOf(name);
      }
      return Optional.ofNullable(asked);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell how far PostgreSQL is", e);
    }
  }

  private Lsn startOf(String segment) {
    long high = Long.parseLong(segment, 8, 16, 16);
    long low = Long.parseLong(segment, 16, 24, 16);
    return new Lsn((high << 32) + low * segmentSize);
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
        while (isFarAhead()) {
          Pause.of(POLL);
        }
        Lsn end = placed.plus(Math.max(STEP_BYTES, segmentSize));
        place(end.isBefore(to) ? end : to);
        placed = end;
      }
    } finally {
      end();
    }
  }

  private boolean isFarAhead() {
    Lsn limit = asked().orElse(startOfSegment(restoration.plan().walFrom())).plus(AHEAD_BYTES);
    return limit.isBefore(placed);
  }

  private void place(Lsn end) {
    restoration
        .wal()
        .writeSegments(
            restoration.line(), placed, end, segmentSize, staged, false, (done, total) -> {});
    restoration.instance().ownFiles(staged);
    replayed.allow(staged, placed, end, end.equals(to));
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
    thread.shutdownNow();
    thread.close();
  }
}
