package dev.meridian.repository.objectstore;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.Listing;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.ObjectNames;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

/**
 * Keeps objects in a part of an object store's bucket. An object of up to {@value #PART_BYTES}
 * bytes is one call; a larger one is sent in parts, some at once, as its content comes, and is
 * there when the last call is done.
 */
final class BucketStore implements Store {

  static final int PART_BYTES = 8 << 20;

  private static final int PARTS_AT_ONCE = 8;

  /** Begins with a dot, so it is never listed and is no object's name. */
  private static final String PROBE = ".conditional-writes";

  private final Bucket bucket;
  private final String prefix;
  private final Semaphore places = new Semaphore(PARTS_AT_ONCE);

  /**
   * @param prefix what all keys begin with: empty, or ending with {@code /}
   */
  BucketStore(Bucket bucket, String prefix) {
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /**
   * Makes sure that the service refuses to replace an object: some that speak S3 know nothing of
   * conditions, and replace it.
   *
   * @throws BadLocation when it does not
   */
  void requireConditionalWrites() {
    String key = prefix + PROBE;
    bucket.put(key, new byte[0], 0);
    if (bucket.put(key, new byte[0], 0)) {
      throw new BadLocation(
          "The object store has replaced an object that it was asked to keep (If-None-Match: *)."
              + " It can't keep a repository; take one that supports conditional writes");
    }
  }

  @Override
  public boolean putIfAbsent(String name, Content content) {
    String key = key(name);
    try (var out = new PartOutput(bucket, key, places, false)) {
      content.writeTo(out);
      return out.complete();
    } catch (IOException e) {
      throw new StoreUnavailable("Could not write " + name, e);
    }
  }

  @Override
  public void replace(String name, Content content) {
    String key = key(name);
    try (var out = new PartOutput(bucket, key, places, true)) {
      content.writeTo(out);
      out.complete();
    } catch (IOException e) {
      throw new StoreUnavailable("Could not replace " + name, e);
    }
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    String key = key(name);
    if (length == 0) {
      if (bucket.size(key).isEmpty()) {
        throw new MissingObject(name);
      }
      return InputStream.nullInputStream();
    }
    return new ResumingInputStream(bucket, key, offset, length, () -> new MissingObject(name));
  }

  @Override
  public OptionalLong size(String name) {
    return bucket.size(key(name));
  }

  @Override
  public Listing list(String folder) {
    Bucket.Found found = bucket.list(prefix + ObjectNames.checkedFolder(folder), false);
    List<String> folders =
        found.folders().stream()
            .map(key -> key.substring(prefix.length() + folder.length(), key.length() - 1))
            .filter(BucketStore::isVisible)
            .sorted()
            .toList();
    return new Listing(objects(found), folders);
  }

  @Override
  public List<StoredObject> listAll(String folder) {
    return objects(bucket.list(prefix + ObjectNames.checkedFolder(folder), true));
  }

  @Override
  public List<StoredObject> listAfter(String folder, String after) {
    Bucket.Found found =
        bucket.listAfter(prefix + ObjectNames.checkedFolder(folder), prefix + after);
    return objects(found).stream().filter(each -> each.name().compareTo(after) > 0).toList();
  }

  /** Consoles make "folders" of empty objects whose keys end with a slash. */
  private List<StoredObject> objects(Bucket.Found found) {
    return found.objects().stream()
        .map(object -> new StoredObject(object.key().substring(prefix.length()), object.size()))
        .filter(object -> isVisible(object.lastPart()))
        .sorted(Comparator.comparing(StoredObject::name))
        .toList();
  }

  private static boolean isVisible(String part) {
    return !part.isEmpty() && !part.startsWith(".");
  }

  @Override
  public void delete(Collection<String> names) {
    bucket.delete(names.stream().map(this::key).toList());
  }

  private String key(String name) {
    return prefix + ObjectNames.checked(name);
  }
}
