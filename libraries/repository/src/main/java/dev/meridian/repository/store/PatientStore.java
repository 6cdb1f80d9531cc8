package dev.meridian.repository.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store for one who reads and has the {@link Patience} to wait for it: each verb is repeated
 * until it is answered, and a stream goes on where it broke off.
 *
 * <p>A file system that isn't mounted looks like a store that has nothing. So an object that must
 * be there tells whether the store is: while that one is missing, nothing else counts as missing.
 * And since the store may come back right before that is looked for, what is missing is asked for
 * again.
 */
public final class PatientStore implements Store {

  private final Store store;
  private final String landmark;
  private final Patience patience;

  /**
   * Waits for that store.
   *
   * @param landmark an object that is there whenever the store is
   */
  public PatientStore(Store store, String landmark, Patience patience) {
    this.store = store;
    this.landmark = landmark;
    this.patience = patience;
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    var stream = new Resumed(name, offset, length);
    patience.of(stream::open);
    return stream;
  }

  @Override
  public OptionalLong size(String name) {
    return patience.of(() -> unlessAway(() -> store.size(name), OptionalLong::isEmpty));
  }

  @Override
  public Listing list(String folder) {
    return patience.of(
        () ->
            unlessAway(
                () -> store.list(folder),
                listing -> listing.objects().isEmpty() && listing.folders().isEmpty()));
  }

  private <T> T unlessAway(Supplier<T> call, Predicate<T> isNothing) {
    T found = call.get();
    if (isNothing.test(found)) {
      requireThere();
      found = call.get();
    }
    if (isNothing.test(found)) {
      requireThere();
    }
    return found;
  }

  private InputStream openUnlessAway(Supplier<InputStream> opening) {
    try {
      return opening.get();
    } catch (MissingObject e) {
      requireThere();
    }
    try {
      return opening.get();
    } catch (MissingObject e) {
      requireThere();
      throw e;
    }
  }

  private void requireThere() {
    if (store.size(landmark).isEmpty()) {
      throw new StoreUnavailable("There is no repository where it should be", null);
    }
  }

  /** Only to be read. */
  @Override
  public boolean putIfAbsent(String name, Content content) {
    throw new UnsupportedOperationException("This store is only read");
  }

  /** Only to be read. */
  @Override
  public void delete(Collection<String> names) {
    throw new UnsupportedOperationException("This store is only read");
  }

  /** An object's bytes, opened again as often as it takes. */
  private final class Resumed extends InputStream {

    private final String name;
    private long position;
    private long left;
    private @Nullable InputStream in;

    Resumed(String name, long offset, long length) {
      this.name = name;
      this.position = offset;
      this.left = length;
    }

    InputStream open() {
      InputStream opened = in;
      if (opened == null) {
        opened = openUnlessAway(() -> store.read(name, position, left));
        in = opened;
      }
      return opened;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      if (left <= 0) {
        return -1;
      }
      int count = patience.of(() -> readOnce(target, offset, length));
      if (count > 0) {
        position += count;
        left -= count;
      }
      return count;
    }

    private int readOnce(byte[] target, int offset, int length) {
      try {
        return open().read(target, offset, length);
      } catch (IOException e) {
        close();
        throw new StoreUnavailable("Could not read " + name, e);
      } catch (StoreUnavailable e) {
        close();
        throw e;
      }
    }

    @Override
    public void close() {
      InputStream ending = in;
      in = null;
      if (ending != null) {
        try {
          ending.close();
        } catch (IOException e) {
          // Nothing is lost with it.
        }
      }
    }
  }
}
