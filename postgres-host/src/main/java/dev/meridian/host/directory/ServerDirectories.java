package dev.meridian.host.directory;

import dev.meridian.host.settings.HostSettings;
import dev.meridian.postgres.runtime.OsUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** The directories of all servers of this host. */
@Component
public class ServerDirectories {

  private final HostSettings settings;
  private final OsUser user;

  ServerDirectories(HostSettings settings, OsUser user) {
    this.settings = settings;
    this.user = user;
  }

  /** Where a server's files lie, whether they are there or not. */
  public ServerDirectory of(UUID serverId, int port) {
    return new ServerDirectory(
        settings.directory().resolve(serverId.toString()),
        settings.socketDirectory().resolve(Integer.toString(port)));
  }

  /** What is free where the servers live. */
  public long freeBytes() {
    try {
      Files.createDirectories(settings.directory());
      return Files.getFileStore(settings.directory()).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell what is free in " + settings.directory(), e);
    }
  }

  /**
   * Makes the directories of a server that lie outside its data directory, if they are absent, for
   * the user that PostgreSQL runs as, and for nobody else.
   */
  public void create(ServerDirectory server) {
    try {
      // From the top: nobody enters what lies in a directory of somebody else.
      for (Path directory :
          List.of(
              server.root(),
              server.conf(),
              server.tls(),
              server.log(),
              server.tablespaces(),
              server.socketDirectory())) {
        if (!Files.isDirectory(directory)) {
          Files.createDirectories(directory);
          Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
          user.own(directory);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the directories of " + server.root(), e);
    }
  }

  /**
   * Writes a file for the user that PostgreSQL runs as, and for nobody else. It is there whole, or
   * as it was before.
   */
  public void write(Path file, String text) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.deleteIfExists(next);
      Files.createFile(
          next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(next, text);
      user.own(next);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  /** Gives a tree of files to the user that PostgreSQL runs as. */
  public void own(Path tree) {
    user.own(tree);
  }

  /** Makes all that PostgreSQL keeps in a server's directory durable. */
  public void sync(ServerDirectory server) {
    tree(server).run();
  }

  /**
   * Begins with that while PostgreSQL runs, so that less is left to {@link #sync}.
   *
   * @param ended asked again and again whether to end
   * @throws IOException when something can't be written; {@link #sync} wouldn't be told of it again
   */
  public void beginSync(ServerDirectory server, BooleanSupplier ended) throws IOException {
    tree(server).begin(ended);
  }

  private SyncTree tree(ServerDirectory server) {
    return new SyncTree(
        List.of(server.data(), server.tablespaces()), List.of(server.root(), settings.directory()));
  }

  /** Makes an empty directory for the user that PostgreSQL runs as, and for nobody else. */
  public void makeEmpty(Path directory) {
    try {
      deleteTree(directory);
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      user.own(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the directory " + directory, e);
    }
  }

  /** Deletes a directory and all that is in it, if it is there. */
  public void delete(Path directory) {
    deleteTree(directory);
  }

  /** Deletes all of a server's files; nothing happens if there are none. */
  public void delete(ServerDirectory server) {
    deleteTree(server.root());
    deleteTree(server.socketDirectory());
  }

  private static void deleteTree(Path tree) {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + tree, e);
    }
  }
}
