package dev.meridian.repository.store;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps objects as files under a folder of a local file system that knows hard links.
 *
 * <p>An object is written to {@code .tmp/}, fsynced, and then linked to its name, which fails if
 * the name is taken; then the folder is fsynced. Folders made on the way are fsynced in their
 * parents. Files of interrupted writes stay in {@code .tmp/}, are never listed, and are removed
 * when the store is opened and they are an hour old. Journals lie in {@code .journal/}.
 */
public final class DirectoryStore implements Store {

  private static final Duration LEFTOVER_AGE = Duration.ofHours(1);
  private static final int ATTEMPTS = 100;
  private static final String JOURNALS = ".journal";

  private final Path root;
  private final Path temporary;
  private final boolean toWrite;

  /** Folders whose entry in the folder above was synced by this store. */
  private final Set<Path> synced = ConcurrentHashMap.newKeySet();

  private DirectoryStore(Path root, boolean toWrite) {
    this.root = root;
    this.toWrite = toWrite;
    this.temporary = root.resolve(".tmp");
  }

  /** Opens the store at {@code root}, which is made if it is not there. */
  public static DirectoryStore open(Path root) {
    return open(root, Clock.systemUTC());
  }

  /**
   * The store at {@code root} for one who only reads: nothing is made or removed, so that a
   * read-only mount will do. A store that isn't there yet is an empty one.
   */
  public static DirectoryStore openToRead(Path root) {
    return new DirectoryStore(root.toAbsolutePath().normalize(), false);
  }

  /** As {@link #open(Path)}; {@code clock} tells how old a leftover is. */
  public static DirectoryStore open(Path root, Clock clock) {
    var store = new DirectoryStore(root.toAbsolutePath().normalize(), true);
    try {
      store.makeFolders(store.temporary);
      store.removeLeftovers(clock.instant().minus(LEFTOVER_AGE));
    } catch (IOException e) {
      throw new StoreUnavailable("Could not open the store at " + root, e);
    }
    return store;
  }

  @Override
  public boolean putIfAbsent(String name, Content content) {
    Path file = path(name);
    try {
      if (Files.exists(file)) {
        syncIfThere(parent(file));
        return false;
      }
      return write(file, content);
    } catch (IOException | UnsupportedOperationException e) {
      throw new StoreUnavailable("Could not write " + name + " under " + root, e);
    }
  }

  /** Whether this call made the file, whole and durably; otherwise it was there. */
  boolean write(Path file, Content content) throws IOException {
    Path written = writeTemporary(content);
    try {
      return link(written, file);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public void replace(String name, Content content) {
    Path file = path(name);
    try {
      Path written = writeTemporary(content);
      try {
        makeFolders(parent(file));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        syncIfThere(parent(file));
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new StoreUnavailable("Could not replace " + name + " under " + root, e);
    }
  }

  private Path writeTemporary(Content content) throws IOException {
    Path file = temporary.resolve(UUID.randomUUID().toString());
    try (var out = new FileOutputStream(file.toFile());
        var buffered = new BufferedOutputStream(out, 1 << 16)) {
      content.writeTo(buffered);
      buffered.flush();
      out.getFD().sync();
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }

  /** Repeats when {@link #removeEmptyFolders} of another call took the folder away in between. */
  private boolean link(Path written, Path file) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        makeFolders(parent(file));
        Files.createLink(file, written);
        syncIfThere(parent(file));
        return true;
      } catch (FileAlreadyExistsException e) {
        syncIfThere(parent(file));
        return false;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path(name), StandardOpenOption.READ);
      channel.position(offset);
      return new LimitedInputStream(Channels.newInputStream(channel), length);
    } catch (NoSuchFileException e) {
      throw new MissingObject(name);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new StoreUnavailable("Could not read " + name + " under " + root, e);
    }
  }

  @Override
  public OptionalLong size(String name) {
    try {
      var attributes = Files.readAttributes(path(name), BasicFileAttributes.class);
      return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new StoreUnavailable("Could not read the size of " + name + " under " + root, e);
    }
  }

  @Override
  public Listing list(String folder) {
    ObjectNames.checkedFolder(folder);
    List<StoredObject> objects = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    try {
      for (Path child : children(Files.newDirectoryStream(root.resolve(folder)))) {
        addTo(objects, folders, folder, child);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new Listing(List.of(), List.of());
    } catch (IOException e) {
      throw new StoreUnavailable("Could not list " + folder + " under " + root, e);
    }
    objects.sort(Comparator.comparing(StoredObject::name));
    folders.sort(Comparator.naturalOrder());
    return new Listing(objects, folders);
  }

  /**
   * All that an open folder has; a folder that can't be read to its end is an error like others.
   */
  static List<Path> children(DirectoryStream<Path> folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (folder) {
      folder.forEach(all::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return all;
  }

  private static void addTo(
      List<StoredObject> objects, List<String> folders, String folder, Path child)
      throws IOException {
    String name = child.getFileName().toString();
    if (name.startsWith(".")) {
      return;
    }
    try {
      var attributes = Files.readAttributes(child, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        folders.add(name);
      } else if (attributes.isRegularFile()) {
        objects.add(new StoredObject(folder + name, attributes.size()));
      }
    } catch (NoSuchFileException e) {
      // Deleted since the folder was read.
    }
  }

  @Override
  public void delete(Collection<String> names) {
    Set<Path> folders = new LinkedHashSet<>();
    try {
      for (String name : names) {
        Path file = path(name);
        Files.deleteIfExists(file);
        folders.add(parent(file));
      }
      for (Path folder : folders) {
        syncIfThere(folder);
        removeEmptyFolders(folder);
      }
    } catch (IOException e) {
      throw new StoreUnavailable("Could not delete objects under " + root, e);
    }
  }

  /** Deletes one file durably, and the folders that it leaves empty. */
  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    syncIfThere(parent(file));
    removeEmptyFolders(parent(file));
  }

  @Override
  public Optional<JournalFiles> journals(String server) {
    return toWrite
        ? Optional.of(
            new DirectoryJournalFiles(
                this, root.resolve(JOURNALS).resolve(ObjectNames.checked(server))))
        : Optional.empty();
  }

  private void removeEmptyFolders(Path folder) throws IOException {
    Path empty = folder;
    try {
      while (!empty.equals(root)) {
        Files.deleteIfExists(empty);
        synced.remove(empty);
        empty = parent(empty);
      }
    } catch (DirectoryNotEmptyException e) {
      // The usual case.
    }
    if (!empty.equals(folder)) {
      syncIfThere(empty);
    }
  }

  private void removeLeftovers(Instant before) throws IOException {
    for (Path file : children(Files.newDirectoryStream(temporary))) {
      try {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      } catch (NoSuchFileException e) {
        // Its writer was alive and is done with it.
      }
    }
  }

  private void makeFolders(Path folder) throws IOException {
    boolean outside = folder.equals(root) || !folder.startsWith(root);
    Path above = folder.getParent();
    if (above == null || ((outside || synced.contains(folder)) && Files.isDirectory(folder))) {
      return;
    }
    makeFolders(above);
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // Made by another call, which may not have synced it yet.
    }
    sync(above);
    synced.add(folder);
  }

  private Path path(String name) {
    return root.resolve(ObjectNames.checked(name));
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("No file: " + file);
    }
    return parent;
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** A folder that is gone holds nothing that would have to last. */
  private static void syncIfThere(Path folder) throws IOException {
    try {
      sync(folder);
    } catch (NoSuchFileException e) {
      // Removed by another call, which syncs the one above.
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The failure before it is the one to tell.
      }
    }
  }
}
