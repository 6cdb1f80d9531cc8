package dev.meridian.repository.journal;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.JournalFiles;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.WrappedStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A store whose journals fail as a test wants it. */
final class FaultyJournals extends WrappedStore {

  /** What fails. */
  enum Fault {
    /** The journal is there, and who made it isn't told so. */
    MAKING_LOSES_ITS_ANSWER,
    OPENING,
    DELETING
  }

  private final Store store;
  private final Set<Fault> faults = EnumSet.noneOf(Fault.class);

  FaultyJournals(Store store, Set<Fault> faults) {
    super(store);
    this.store = store;
    this.faults.addAll(faults);
  }

  @Override
  protected <T> T call(Supplier<T> real, Runnable part) {
    return real.get();
  }

  @Override
  public Optional<JournalFiles> journals(String server) {
    return store.journals(server).map(Files::new);
  }

  private void fail(Fault fault) {
    if (faults.contains(fault)) {
      throw new StoreUnavailable(fault.name(), null);
    }
  }

  private final class Files implements JournalFiles {

    private final JournalFiles files;

    Files(JournalFiles files) {
      this.files = files;
    }

    @Override
    public List<String> names() {
      return files.names();
    }

    @Override
    public void create(String name, Content content) {
      files.create(name, content);
      fail(Fault.MAKING_LOSES_ITS_ANSWER);
    }

    @Override
    public byte[] read(String name) {
      return files.read(name);
    }

    @Override
    public JournalFile open(String name) {
      fail(Fault.OPENING);
      return files.open(name);
    }

    @Override
    public void delete(String name) {
      fail(Fault.DELETING);
      files.delete(name);
    }
  }
}
