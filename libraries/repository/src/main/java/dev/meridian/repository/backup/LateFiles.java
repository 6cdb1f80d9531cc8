package dev.meridian.repository.backup;

import dev.meridian.repository.work.ParallelSteps;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The large files of relations that are written while PostgreSQL already replays the log onto them.
 *
 * <p>Why that is right: replay needs what was backed up of a page only if the first record since
 * the backup began that changes the page doesn't have all of it. All others it makes anew from the
 * log, without looking at what was there (PostgreSQL, "Reliability": full page images exist because
 * a page may be torn). So, before a stretch of the log is given to PostgreSQL, who gives it
 * {@linkplain #page notes} each page that it changes, and {@linkplain #settle settles}: pages that
 * the log has whole are left to it from then on and never written from the backup, and what it
 * needs of others is written by then.
 *
 * <p>One thread notes and settles.
 */
public final class LateFiles {

  /** {@code RELSEG_SIZE} of every PostgreSQL that isn't built otherwise. */
  private static final long SEGMENT_BYTES = 1L << 30;

  private static final int SEGMENT_PAGES = (int) (SEGMENT_BYTES / LateFile.PAGE_BYTES);
  private static final long DEFAULT_TABLESPACE = 1663;
  private static final int READ_BYTES = 8;

  private static final Pattern IN_DATA_DIRECTORY =
      Pattern.compile("base/(\\d+)/(\\d+)(?:\\.(\\d+))?");
  private static final Pattern IN_TABLESPACE =
      Pattern.compile("PG_[^/]+/(\\d+)/(\\d+)(?:\\.(\\d+))?");

  private record Place(long tablespace, long database, long relation, long segment) {}

  private final TargetFolders target;
  private final Map<Place, LateFile> files = new HashMap<>();
  private final Map<String, LateFile> byPath = new HashMap<>();
  private final Set<LateFile> touched = new HashSet<>();
  private boolean complete;
  private @Nullable Throwable failure;

  LateFiles(TargetFolders target) {
    this.target = target;
  }

  /** Takes a file, if it is a large one of a relation. */
  boolean add(BackedUpFile file, List<FilePart> parts) {
    FileHeader header = file.header();
    Optional<Place> place = place(header);
    if (parts.size() < 2 || place.isEmpty() || header.size() > SEGMENT_BYTES) {
      return false;
    }
    var late = new LateFile(header, parts);
    files.put(place.get(), late);
    byPath.put(key(header), late);
    return true;
  }

  private static Optional<Place> place(FileHeader header) {
    boolean inData = header.tablespace() == Tablespace.DATA_DIRECTORY;
    Matcher name = (inData ? IN_DATA_DIRECTORY : IN_TABLESPACE).matcher(header.path());
    if (!name.matches()) {
      return Optional.empty();
    }
    String segment = name.group(3);
    return Optional.of(
        new Place(
            inData ? DEFAULT_TABLESPACE : header.tablespace(),
            Long.parseLong(name.group(1)),
            Long.parseLong(name.group(2)),
            segment == null ? 0 : Long.parseLong(segment)));
  }

  private static String key(FileHeader header) {
    return header.tablespace() + " " + header.path();
  }

  Optional<LateFile> of(BackedUpFile file) {
    return Optional.ofNullable(byPath.get(key(file.header())));
  }

  /**
   * Whether relations are cut into files as is known here, so that it can be told which page of
   * which file a block is.
   */
  boolean areCutAsUsual() {
    return files.keySet().stream()
        .filter(place -> place.segment() > 0)
        .map(at -> new Place(at.tablespace(), at.database(), at.relation(), at.segment() - 1))
        .allMatch(before -> files.containsKey(before) && isFull(files.get(before)));
  }

  private static boolean isFull(@Nullable LateFile file) {
    return file != null && file.header().size() == SEGMENT_BYTES;
  }

  /** Whether there are none: everything was written before. */
  public boolean isEmpty() {
    return files.isEmpty();
  }

  /**
   * Notes that replay will write a page of a relation's main fork.
   *
   * @param whole whether the log has all of it, and that is sure to be replayed
   */
  public void page(long tablespace, long database, long relation, long block, boolean whole) {
    LateFile file = files.get(new Place(tablespace, database, relation, block / SEGMENT_PAGES));
    if (file != null) {
      file.note((int) (block % SEGMENT_PAGES), whole);
      touched.add(file);
    }
  }

  /** Notes that replay will truncate or remove a relation's files. */
  public void relation(long tablespace, long database, long relation) {
    for (long segment = 0; ; segment++) {
      LateFile file = files.get(new Place(tablespace, database, relation, segment));
      if (file == null) {
        return;
      }
      file.noteRemade();
      touched.add(file);
    }
  }

  /** Notes that replay will do something to files of which isn't known what. */
  public void everything() {
    files.values().forEach(LateFile::noteAll);
    touched.addAll(files.values());
  }

  /**
   * Returns when the log that was noted may be replayed.
   *
   * @throws CancellationException when the calling thread was interrupted; it stays so
   */
  public void settle() {
    touched.forEach(LateFile::leaveToLog);
    await(() -> touched.stream().allMatch(LateFile::hasWhatIsNeeded));
    touched.clear();
  }

  /** Returns when all is written. */
  public void awaitAll() {
    await(() -> complete);
  }

  private interface Condition {
    boolean holds();
  }

  private synchronized void await(Condition condition) {
    try {
      while (!condition.holds()) {
        requireAlive();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Nobody waits for the files any more");
    }
  }

  /** Throws what kept the files from being written, if anything did. */
  public synchronized void requireAlive() {
    switch (failure) {
      case null -> {}
      case RuntimeException thrown -> throw thrown;
      case Error thrown -> throw thrown;
      default -> throw new IllegalStateException(failure);
    }
  }

  /** Whether all is written. */
  public synchronized boolean isComplete() {
    return complete;
  }

  void partWritten(LateFile file, int number) {
    file.partWritten(number);
    synchronized (this) {
      notifyAll();
    }
  }

  synchronized void completed() {
    complete = true;
    notifyAll();
  }

  synchronized void failed(Throwable thrown) {
    failure = thrown;
    notifyAll();
  }

  /** A page that was left to the log, and isn't there. */
  public static final class PageMissing extends RuntimeException {

    private static final long serialVersionUID = 1;

    PageMissing(Path file, int page) {
      super(
          "Page %d of %s was left to the log, which has not written it. Nothing is restored."
              .formatted(page, file));
    }
  }

  /**
   * Looks whether each page that was left to the log is there; to be called when replay is done,
   * and its pages are written.
   *
   * @throws PageMissing when one isn't
   * @throws IOException when a file can't be read
   */
  public void requireReplayed() throws IOException {
    ParallelSteps.run(
        "replayed",
        files.values().stream()
            .filter(file -> !file.isRemade())
            .<ParallelSteps.Step>map(file -> () -> requireReplayed(file))
            .toList());
  }

  private void requireReplayed(LateFile file) throws IOException {
    Path path = target.resolve(file.header().tablespace(), file.header().path());
    BitSet pages = file.leftToLog();
    if (!pages.isEmpty() && Files.exists(path)) {
      requirePages(path, pages);
    }
  }

  /** Every page has the position of the last record that changed it at its beginning. */
  private static void requirePages(Path path, BitSet pages) throws IOException {
    byte[] position = new byte[READ_BYTES];
    try (var file = new RandomAccessFile(path.toFile(), "r")) {
      long length = file.length();
      for (int page = pages.nextSetBit(0); page >= 0; page = pages.nextSetBit(page + 1)) {
        long at = (long) page * LateFile.PAGE_BYTES;
        if (at < length) {
          file.seek(at);
          file.readFully(position);
          if (isZero(position)) {
            throw new PageMissing(path, page);
          }
        }
      }
    }
  }

  private static boolean isZero(byte[] bytes) {
    for (byte each : bytes) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }
}
