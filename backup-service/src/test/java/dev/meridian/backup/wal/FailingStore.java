package dev.meridian.backup.wal;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.JournalFiles;
import dev.meridian.repository.store.Listing;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A store that fails to write while a test wants it to. */
public final class FailingStore implements Store {

  private final Store store;
  private final AtomicInteger steps = new AtomicInteger();
  private final AtomicInteger journalRecords = new AtomicInteger();
  private volatile boolean fails;
  private volatile boolean noJournals;
  private volatile String lost = "nothing";
  private volatile boolean dead;
  private volatile boolean deathAfter;
  private volatile int deathAt = -1;
  private volatile int failAt = -1;
  private final AtomicInteger openJournals = new AtomicInteger();
  private volatile Runnable check = () -> {};
  private volatile Consumer<JournalStep> journalCheck = step -> {};

  /** What can be done with a journal. */
  enum JournalStep {
    LIST,
    MAKE,
    READ,
    WRITE,
    CLOSE,
    DELETE
  }

  /** Passes all else on to {@code store}. */
  public FailingStore(Store store) {
    this.store = store;
  }

  /** Whether writing fails from now on. */
  public void fail(boolean yes) {
    fails = yes;
  }

  /** What is in this folder is listed, and gone when it is read. */
  void lose(String folder) {
    lost = folder;
  }

  /** Whether no journal can be made from now on. */
  void failJournals(boolean yes) {
    noJournals = yes;
  }

  /** How many records the next writing of a journal fails after; negative for never. */
  void failJournalsAfter(int records) {
    journalRecords.set(0);
    failAt = records;
  }

  /** How many records were written to journals. */
  int journalRecords() {
    return journalRecords.get();
  }

  /**
   * The process dies at its n-th step that changes anything, from now on; with or without effect.
   */
  void dieAt(int step, boolean after) {
    steps.set(0);
    deathAt = step;
    deathAfter = after;
  }

  /** Whether the process has died. */
  boolean isDead() {
    return dead;
  }

  private void step(Runnable effect) {
    requireAlive();
    boolean last = steps.incrementAndGet() == deathAt;
    if (last && !deathAfter) {
      dead = true;
    }
    requireAlive();
    effect.run();
    dead = last || dead;
    requireAlive();
  }

  private void requireAlive() {
    if (dead) {
      throw new StoreUnavailable("The process is dead", null);
    }
  }

  void checkEachPut(Runnable each) {
    check = each;
  }

  /** Called before each step with a journal, which fails if this does. */
  void checkEachJournalStep(Consumer<JournalStep> each) {
    journalCheck = each;
  }

  /** How many journals are open to be written. */
  int openJournals() {
    return openJournals.get();
  }

  @Override
  public boolean putIfAbsent(String name, Content content) {
    if (fails) {
      throw new StoreUnavailable("No space is left for " + name, null);
    }
    check.run();
    var created = new AtomicBoolean();
    step(() -> created.set(store.putIfAbsent(name, content)));
    return created.get();
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    requireAlive();
    if (name.startsWith(lost)) {
      throw new MissingObject(name);
    }
    return store.read(name, offset, length);
  }

  @Override
  public OptionalLong size(String name) {
    requireAlive();
    return store.size(name);
  }

  @Override
  public Listing list(String folder) {
    requireAlive();
    return store.list(folder);
  }

  @Override
  public void delete(Collection<String> names) {
    step(() -> store.delete(names));
  }

  @Override
  public Optional<JournalFiles> journals(String server) {
    return store.journals(server).map(Journals::new);
  }

  private final class Journals implements JournalFiles {

    private final JournalFiles files;

    Journals(JournalFiles files) {
      this.files = files;
    }

    @Override
    public List<String> names() {
      requireAlive();
      journalCheck.accept(JournalStep.LIST);
      return files.names();
    }

    @Override
    public void create(String name, Content content) {
      if (noJournals) {
        throw new StoreUnavailable("No space is left for " + name, null);
      }
      journalCheck.accept(JournalStep.MAKE);
      step(() -> files.create(name, content));
    }

    @Override
    public byte[] read(String name) {
      requireAlive();
      journalCheck.accept(JournalStep.READ);
      return files.read(name);
    }

    @Override
    public JournalFile open(String name) {
      JournalFile file = files.open(name);
      openJournals.incrementAndGet();
      return new JournalFile() {

        @Override
        public void write(long at, ByteBuffer bytes) {
          if (journalRecords.get() == failAt) {
            throw new StoreUnavailable("Input/output error", null);
          }
          journalCheck.accept(JournalStep.WRITE);
          step(() -> file.write(at, bytes));
          journalRecords.incrementAndGet();
        }

        @Override
        public void close() {
          file.close();
          openJournals.decrementAndGet();
          journalCheck.accept(JournalStep.CLOSE);
        }
      };
    }

    @Override
    public void delete(String name) {
      journalCheck.accept(JournalStep.DELETE);
      step(() -> files.delete(name));
    }
  }
}
