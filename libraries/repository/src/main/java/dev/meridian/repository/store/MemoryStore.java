package dev.meridian.repository.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps objects in memory, for tests: durable for as long as it is referenced. */
public final class MemoryStore implements Store {

  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  @Override
  public boolean putIfAbsent(String name, Content content) {
    ObjectNames.checked(name);
    if (objects.containsKey(name)) {
      return false;
    }
    return objects.putIfAbsent(name, bytes(name, content)) == null;
  }

  private static byte[] bytes(String name, Content content) {
    var sink = new ByteArrayOutputStream();
    try {
      content.writeTo(sink);
    } catch (IOException e) {
      throw new StoreUnavailable("Could not write " + name, e);
    }
    return sink.toByteArray();
  }

  @Override
  public void replace(String name, Content content) {
    objects.put(ObjectNames.checked(name), bytes(name, content));
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    byte[] bytes = objects.get(ObjectNames.checked(name));
    if (bytes == null) {
      throw new MissingObject(name);
    }
    int from = (int) Math.min(offset, bytes.length);
    return new ByteArrayInputStream(bytes, from, (int) Math.min(length, bytes.length - from));
  }

  @Override
  public OptionalLong size(String name) {
    byte[] bytes = objects.get(ObjectNames.checked(name));
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
  }

  @Override
  public Listing list(String folder) {
    ObjectNames.checkedFolder(folder);
    SortedMap<String, byte[]> under = objects.subMap(folder, folder + Character.MAX_VALUE);
    List<StoredObject> here = new ArrayList<>();
    SortedSet<String> folders = new TreeSet<>();
    under.forEach(
        (name, bytes) -> {
          int slash = name.indexOf('/', folder.length());
          if (slash < 0) {
            here.add(new StoredObject(name, bytes.length));
          } else {
            folders.add(name.substring(folder.length(), slash));
          }
        });
    return new Listing(here, List.copyOf(folders));
  }

  @Override
  public void delete(Collection<String> names) {
    names.forEach(name -> objects.remove(ObjectNames.checked(name)));
  }
}
