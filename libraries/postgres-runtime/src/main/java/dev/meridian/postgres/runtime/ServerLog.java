package dev.meridian.postgres.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The file that a postmaster's output is appended to. */
final class ServerLog {

  private static final int TAIL_LINES = 20;
  private static final int TAIL_BYTES = 16 * 1024;

  private final Path file;
  private final OsUser user;

  ServerLog(Path file, OsUser user) {
    this.file = file;
    this.user = user;
  }

  Path file() {
    return file;
  }

  /** Makes the file if it is absent, and lets the OS user write it. */
  void prepare() {
    try {
      Files.createDirectories(FileTree.parent(file));
      user.requireAccess(FileTree.parent(file));
      if (!Files.exists(file)) {
        var owners = PosixFilePermissions.fromString("rw-------");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(owners));
      }
      user.own(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot prepare the log file " + file, e);
    }
  }

  /** Its length in bytes; 0 if it is absent. */
  long size() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the log file " + file, e);
    }
  }

  /** The last lines written at or after that position; empty if the file is absent. */
  String since(long position) {
    if (!Files.exists(file)) {
      return "";
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var from = Math.clamp(channel.size() - TAIL_BYTES, 0, Long.MAX_VALUE);
      var text = read(channel, Math.max(from, position));
      var lines = text.strip().lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the log file " + file, e);
    }
  }

  private static String read(FileChannel channel, long position) throws IOException {
    var length = Math.clamp(channel.size() - position, 0, TAIL_BYTES);
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
      continue;
    }
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }
}
