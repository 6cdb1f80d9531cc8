package dev.meridian.repository.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files in a folder of a {@link DirectoryStore}. Their blocks are written before they get their
 * name, so that overwriting them changes nothing that the file system would have to record.
 */
final class DirectoryJournalFiles implements JournalFiles {

  /** What else lies there is nobody's journal. */
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final DirectoryStore store;
  private final Path folder;

  DirectoryJournalFiles(DirectoryStore store, Path folder) {
    this.store = store;
    this.folder = folder;
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      for (Path file : DirectoryStore.children(Files.newDirectoryStream(folder))) {
        String name = file.getFileName().toString();
        if (NAME.matcher(name).matches()) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new StoreUnavailable("Could not list " + folder, e);
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }

  @Override
  public void create(String name, Content content) {
    try {
      if (!store.write(file(name), content)) {
        throw new IllegalArgumentException("There is a journal of this name: " + name);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new StoreUnavailable("Could not make " + file(name), e);
    }
  }

  @Override
  public byte[] read(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (NoSuchFileException e) {
      throw new MissingObject(file(name).toString());
    } catch (IOException e) {
      throw new StoreUnavailable("Could not read " + file(name), e);
    }
  }

  @Override
  public JournalFile open(String name) {
    try {
      return new OpenFile(
          file(name),
          FileChannel.open(file(name), StandardOpenOption.WRITE, StandardOpenOption.DSYNC));
    } catch (NoSuchFileException e) {
      throw new MissingObject(file(name).toString());
    } catch (IOException e) {
      throw new StoreUnavailable("Could not open " + file(name), e);
    }
  }

  @Override
  public void delete(String name) {
    try {
      store.delete(file(name));
    } catch (IOException e) {
      throw new StoreUnavailable("Could not delete " + file(name), e);
    }
  }

  private Path file(String name) {
    return folder.resolve(ObjectNames.checked(name));
  }

  private record OpenFile(Path file, FileChannel channel) implements JournalFile {

    @Override
    public void write(long at, ByteBuffer bytes) {
      try {
        long position = at;
        while (bytes.hasRemaining()) {
          position += channel.write(bytes, position);
        }
      } catch (IOException e) {
        throw new StoreUnavailable("Could not write " + file, e);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new StoreUnavailable("Could not close " + file, e);
      }
    }
  }
}
