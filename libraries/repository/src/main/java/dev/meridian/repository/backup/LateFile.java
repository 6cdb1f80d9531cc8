package dev.meridian.repository.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A file that is still being written while PostgreSQL replays the log onto it. Who notes what the
 * log does to it is one thread; those that write it are many.
 */
final class LateFile {

  static final int PAGE_BYTES = 8192;

  private final FileHeader header;
  private final long[] ends;
  private final BitSet written;
  private final BitSet needed = new BitSet();
  private final BitSet noted = new BitSet();

  /** Pages that are left to the log: changed under the write lock, read under the read lock. */
  private final BitSet left = new BitSet();

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean remade;

  LateFile(FileHeader header, List<FilePart> parts) {
    this.header = header;
    this.ends = parts.stream().mapToLong(part -> part.offset() + part.length()).toArray();
    this.written = new BitSet(ends.length);
  }

  FileHeader header() {
    return header;
  }

  /** Notes that the log has all of this page, or needs what is backed up of it. */
  void note(int page, boolean whole) {
    if (noted.get(page)) {
      return;
    }
    if (whole && !isNeeded(page)) {
      noted.set(page);
    } else if ((long) page * PAGE_BYTES < header.size()) {
      needed.set(partOf((long) page * PAGE_BYTES));
      needed.set(partOf(Math.min(header.size(), (page + 1L) * PAGE_BYTES) - 1));
    }
  }

  /** So that a page whose content was needed once isn't left to what the log has of it later. */
  private boolean isNeeded(int page) {
    long from = (long) page * PAGE_BYTES;
    return from < header.size() && needed.get(partOf(from));
  }

  /** Notes that all that is backed up of it is needed. */
  void noteAll() {
    needed.set(0, ends.length);
  }

  /** Notes that the log truncates or removes it, so that nothing is sure about its pages. */
  void noteRemade() {
    noteAll();
    remade = true;
  }

  boolean isRemade() {
    return remade;
  }

  private int partOf(long offset) {
    int part = 0;
    while (ends[part] <= offset) {
      part++;
    }
    return part;
  }

  /** From now on, the pages noted as the log's aren't written, and nobody is writing them. */
  void leaveToLog() {
    lock.writeLock().lock();
    try {
      left.or(noted);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Whether all is written that was noted as needed. */
  synchronized boolean hasWhatIsNeeded() {
    BitSet missing = (BitSet) needed.clone();
    missing.andNot(written);
    return missing.isEmpty();
  }

  synchronized void partWritten(int number) {
    written.set(number);
  }

  /** The pages left to the log. */
  BitSet leftToLog() {
    lock.readLock().lock();
    try {
      return (BitSet) left.clone();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** To be asked under the lock that {@link #guarding} holds. */
  boolean isLeftToLog(long page) {
    return left.get((int) page);
  }

  /** Passes on to {@code out}, while no page becomes the log's. */
  OutputStream guarding(OutputStream out) {
    return new Guarded(out);
  }

  private final class Guarded extends OutputStream {

    private final OutputStream out;

    Guarded(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      lock.readLock().lock();
      try {
        out.write(bytes, offset, length);
      } finally {
        lock.readLock().unlock();
      }
    }
  }
}
