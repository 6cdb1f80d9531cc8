package dev.meridian.security.fleet;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Writes files that are whole, durable, and theirs alone to read, before they are visible. */
final class FleetFiles {

  private static final FileAttribute<Set<PosixFilePermission>> SECRET = mode("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> PUBLIC = mode("rw-r--r--");
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY = mode("rwxr-xr-x");

  private FleetFiles() {}

  static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, DIRECTORY);
  }

  static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  /**
   * Writes a secret if no file of this name is there, in one step.
   *
   * @return what is there now: this content, or that of whoever came first
   */
  static String secretIfAbsent(Path file, String content) throws IOException {
    return ifAbsent(file, content, SECRET);
  }

  /** As {@link #secretIfAbsent}, for what everybody may read. */
  static String publicIfAbsent(Path file, String content) throws IOException {
    return ifAbsent(file, content, PUBLIC);
  }

  /** Puts a file that everybody may read in the place of the one that is there, in one step. */
  static void replacePublic(Path file, String content) throws IOException {
    replace(file, content, PUBLIC);
  }

  /** As {@link #replacePublic}, for a secret. */
  static void replaceSecret(Path file, String content) throws IOException {
    replace(file, content, SECRET);
  }

  private static void replace(
      Path file, String content, FileAttribute<Set<PosixFilePermission>> mode) throws IOException {
    Path temporary = write(file, content, mode);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(directoryOf(file));
  }

  private static String ifAbsent(
      Path file, String content, FileAttribute<Set<PosixFilePermission>> mode) throws IOException {
    Path temporary = write(file, content, mode);
    try {
      // A link, unlike a rename, fails when somebody else was first.
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException _) {
      return Files.readString(file);
    } finally {
      Files.delete(temporary);
      sync(directoryOf(file));
    }
    return content;
  }

  private static Path write(Path file, String content, FileAttribute<Set<PosixFilePermission>> mode)
      throws IOException {
    Path temporary =
        directoryOf(file).resolve(".%s.%s".formatted(file.getFileName(), UUID.randomUUID()));
    try (FileChannel channel = FileChannel.open(temporary, Set.of(CREATE_NEW, WRITE), mode)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    return temporary;
  }

  private static Path directoryOf(Path file) {
    Path directory = file.getParent();
    if (directory == null) {
      throw new IllegalArgumentException("Not in a directory: " + file);
    }
    return directory;
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
