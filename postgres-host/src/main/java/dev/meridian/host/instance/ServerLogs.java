package dev.meridian.host.instance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What servers log. */
final class ServerLogs {

  private static final int MOST_BYTES = 16 * 1024;

  private ServerLogs() {}

  /** The last lines of the log that was written to last. */
  static String lastLines(Path directory, int count) {
    try {
      Optional<Path> newest = newest(directory);
      if (newest.isEmpty()) {
        return "";
      }
      List<String> lines = tail(newest.get()).strip().lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the logs in " + directory, e);
    }
  }

  private static Optional<Path> newest(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("postgresql-"))
          .max(Comparator.comparing(file -> file.toFile().lastModified()));
    }
  }

  private static String tail(Path file) throws IOException {
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - MOST_BYTES);
      byte[] bytes = new byte[(int) (log.length() - from)];
      log.seek(from);
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
