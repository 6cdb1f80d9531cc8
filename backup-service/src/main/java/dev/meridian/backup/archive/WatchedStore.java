package dev.meridian.backup.archive;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.JournalFiles;
import dev.meridian.repository.store.Listing;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A region's store as long as the region's repository is in it. Otherwise nothing is asked of it:
 * an empty place must neither be written to nor be taken for an archive without backups.
 */
final class WatchedStore implements Store {

  private final Store store;
  private volatile @Nullable UnexpectedRepository refusal;
  private volatile Runnable guard = () -> {};

  WatchedStore(Store store) {
    this.store = store;
  }

  /**
   * From now on this is run before each write, and after what was written anew: between two looks,
   * too, nothing counts as written that lies elsewhere.
   *
   * @param check throws {@link UnexpectedRepository}
   */
  void guard(Runnable check) {
    guard = check;
  }

  private Store guarded() {
    Store there = there();
    guard.run();
    return there;
  }

  /** Lets nobody at the store, or everybody again. */
  void refuse(@Nullable UnexpectedRepository why) {
    refusal = why;
  }

  /** The store itself, to look what is in it. */
  Store unwatched() {
    return store;
  }

  private Store there() {
    UnexpectedRepository why = refusal;
    if (why != null) {
      throw why.again();
    }
    return store;
  }

  @Override
  public boolean putIfAbsent(String name, Content content) {
    boolean written = guarded().putIfAbsent(name, content);
    guard.run();
    return written;
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    return there().read(name, offset, length);
  }

  @Override
  public byte[] readBytes(String name, long offset, int length) {
    return there().readBytes(name, offset, length);
  }

  @Override
  public OptionalLong size(String name) {
    return there().size(name);
  }

  @Override
  public Listing list(String folder) {
    return there().list(folder);
  }

  @Override
  public List<StoredObject> listAll(String folder) {
    return there().listAll(folder);
  }

  @Override
  public List<StoredObject> listAfter(String folder, String after) {
    return there().listAfter(folder, after);
  }

  @Override
  public void delete(Collection<String> names) {
    guarded().delete(names);
  }

  @Override
  public void replace(String name, Content content) {
    guarded().replace(name, content);
    guard.run();
  }

  /** Asked for once, and used for long. */
  @Override
  public Optional<JournalFiles> journals(String server) {
    return store.journals(server).map(Journals::new);
  }

  private final class Journals implements JournalFiles {

    private final JournalFiles files;

    Journals(JournalFiles files) {
      this.files = files;
    }

    private JournalFiles there() {
      WatchedStore.this.there();
      return files;
    }

    @Override
    public List<String> names() {
      return there().names();
    }

    @Override
    public void create(String name, Content content) {
      guarded();
      there().create(name, content);
    }

    @Override
    public byte[] read(String name) {
      return there().read(name);
    }

    @Override
    public JournalFile open(String name) {
      JournalFile file = there().open(name);
      return new JournalFile() {
        @Override
        public void write(long at, ByteBuffer bytes) {
          there();
          file.write(at, bytes);
        }

        @Override
        public void close() {
          file.close();
        }
      };
    }

    @Override
    public void delete(String name) {
      there().delete(name);
    }
  }
}
