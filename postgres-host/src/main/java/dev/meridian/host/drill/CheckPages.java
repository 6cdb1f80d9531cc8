package dev.meridian.host.drill;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.postgres.page.PageChecksum;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifies the checksums of pages in a data directory on which no process runs, as pg_checksums
 * does: file by file, in random order, for as long as there is time.
 */
final class CheckPages {

  /** A file of a relation: its number, its fork if it isn't the main one, its place among many. */
  private static final Pattern RELATION =
      Pattern.compile("\\d+(?:_(?:fsm|vm|init))?(?:\\.(\\d+))?");

  private static final int PAGES_PER_FILE = 131_072;
  private static final int PAGES_AT_ONCE = 128;

  private final Path data;
  private final RandomGenerator random;
  private final Deadline deadline;
  private final Runnable moved;

  /**
   * Not yet verified.
   *
   * @param moved is told before each file
   */
  CheckPages(Path data, RandomGenerator random, Deadline deadline, Runnable moved) {
    this.data = data;
    this.random = random;
    this.deadline = deadline;
    this.moved = moved;
  }

  /** How many were verified, of all. */
  record Checked(long pages, long total) {}

  /**
   * Verifies them.
   *
   * @throws ProvisioningFailure {@code page-corrupt}, naming the first that is
   */
  Checked run() {
    try {
      List<Path> files = files();
      long total = 0;
      for (Path file : files) {
        total += Files.size(file) / PageChecksum.PAGE;
      }
      Collections.shuffle(files, java.util.Random.from(random));
      long checked = 0;
      for (Path file : files) {
        if (deadline.isOver()) {
          break;
        }
        moved.run();
        checked += check(file);
      }
      return new Checked(checked, total);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read pages in " + data, e);
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("global", "base", "pg_tblspc")) {
      try (var found = Files.walk(data.resolve(folder), FileVisitOption.FOLLOW_LINKS)) {
        found
            .filter(file -> RELATION.matcher(file.getFileName().toString()).matches())
            .filter(Files::isRegularFile)
            .forEach(files::add);
      }
    }
    return files;
  }

  private long check(Path file) throws IOException {
    byte[] pages = new byte[PAGES_AT_ONCE * PageChecksum.PAGE];
    long first = firstBlock(file);
    long block = first;
    try (InputStream in = Files.newInputStream(file)) {
      int read;
      while ((read = in.readNBytes(pages, 0, pages.length)) > 0 && !deadline.isOver()) {
        for (int at = 0; at + PageChecksum.PAGE <= read; at += PageChecksum.PAGE) {
          if (!PageChecksum.matches(pages, at, block)) {
            throw new ProvisioningFailure(
                "page-corrupt",
                "Page %d of %s has not the checksum that it carries"
                    .formatted(block, data.relativize(file)));
          }
          block++;
        }
      }
    }
    return block - first;
  }

  private static long firstBlock(Path file) {
    Matcher name = RELATION.matcher(file.getFileName().toString());
    return name.matches() && name.group(1) != null
        ? Long.parseLong(name.group(1)) * PAGES_PER_FILE
        : 0;
  }
}
