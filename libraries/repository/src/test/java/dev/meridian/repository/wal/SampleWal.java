package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.sealing.ServerKey;
import dev.meridian.repository.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A log of made up bytes and transaction ends, and the answers to be expected about it. */
record SampleWal(List<TransactionEnd> ends) {

  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final TimelineHistory LINE = new TimelineHistory(1, List.of());
  static final String FOLDER = "servers/one/";
  private static final UUID SERVER = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final RepositoryKey KEY =
      RepositoryKey.fromBase64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

  /** Ends from {@code start} on, their times rising, but sometimes jumping back if asked to. */
  static SampleWal random(Random random, Lsn start, int count, int spacing, boolean clockJumps) {
    List<TransactionEnd> ends = new ArrayList<>();
    Instant time = NOON;
    Lsn position = start;
    for (int number = 0; number < count; number++) {
      boolean jump = clockJumps && random.nextInt(10) == 0;
      time = time.plusNanos(1000L * (jump ? -random.nextInt(50_000) : random.nextInt(10_000)));
      Lsn from = position.plus(8L * random.nextInt(spacing));
      Lsn to = from.plus(8L * (4 + random.nextInt(8)));
      TransactionEnd.Kind kind =
          TransactionEnd.Kind.values()[random.nextInt(TransactionEnd.Kind.values().length)];
      ends.add(new TransactionEnd(kind, 700 + number, time, from, to));
      position = to;
    }
    return new SampleWal(ends);
  }

  Lsn end() {
    return ends.getLast().end();
  }

  /** The byte of the log at each position is made from the position. */
  static byte[] bytes(Lsn from, Lsn to) {
    byte[] bytes = new byte[(int) to.minus(from)];
    for (int at = 0; at < bytes.length; at++) {
      long position = from.position() + at;
      bytes[at] = (byte) ((position >>> 3) * 31 + position);
    }
    return bytes;
  }

  /** Appends {@code from} to {@code to} as one piece, with the ends that it completes. */
  void append(WalArchiveWriter writer, int timeline, Lsn from, Lsn to) {
    writer.append(timeline, from, bytes(from, to), endsIn(from, to));
  }

  /** The ends whose records end in this range. */
  List<TransactionEnd> endsIn(Lsn from, Lsn to) {
    return ends.stream()
        .filter(end -> from.isBefore(end.end()) && !to.isBefore(end.end()))
        .toList();
  }

  /** Appends all in pieces of random lengths. */
  void appendInPieces(WalArchiveWriter writer, Random random, Lsn start, int longest) {
    Lsn from = start;
    while (from.isBefore(end())) {
      Lsn to = from.plus(1 + random.nextInt(longest));
      to = to.isBefore(end()) ? to : end();
      append(writer, 1, from, to);
      from = to;
    }
  }

  /** What recovery does, said in the simplest way. */
  TargetResolution resolve(Lsn from, Lsn to, Instant target) {
    TransactionEnd lastCommit = null;
    TransactionEnd lastEnd = null;
    for (TransactionEnd end : ends) {
      if (!end.start().isBefore(from) && !to.isBefore(end.end())) {
        if (end.at().isAfter(target)) {
          return new TargetResolution.Reached(end, Optional.ofNullable(lastCommit));
        }
        lastEnd = end;
        lastCommit = end.kind().isCommit() ? end : lastCommit;
      }
    }
    return new TargetResolution.NotReached(
        to, Optional.ofNullable(lastCommit), Optional.ofNullable(lastEnd), Optional.empty());
  }

  /** The commits whose records begin and end in a range. */
  List<TransactionEnd> commitsWithin(Lsn from, Lsn to) {
    return endsIn(from, to).stream()
        .filter(end -> !end.start().isBefore(from) && end.kind().isCommit())
        .toList();
  }

  /** The latest time in a range and of the last end before it, said in the simplest way. */
  Optional<Instant> latestEnd(Lsn from, Lsn to) {
    Optional<TransactionEnd> before =
        ends.stream().filter(end -> !from.isBefore(end.end())).reduce((first, last) -> last);
    return Stream.concat(before.stream(), endsIn(from, to).stream())
        .map(TransactionEnd::at)
        .max(Instant::compareTo);
  }

  static ServerKey key(Store store) {
    return new ServerKey(store, KEY, SERVER, FOLDER + "key.json", 1);
  }

  static WalArchive archive(Store store) {
    return new WalArchive(store, key(store), FOLDER);
  }

  /** A writer that has merged whatever is due when it returns from appending. */
  static WalArchiveWriter writer(Store store) {
    return new WalArchiveWriter(store, key(store), FOLDER, new SameThread());
  }

  /** A writer that never merges. */
  static WalArchiveWriter writerWithoutMerging(Store store) {
    var executor = new SameThread();
    executor.shutdown();
    return new WalArchiveWriter(store, key(store), FOLDER, executor);
  }

  private static final class SameThread extends AbstractExecutorService implements ExecutorService {

    private boolean shutdown;

    @Override
    public void execute(Runnable command) {
      command.run();
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
