package dev.meridian.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.page.PageChecksum;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of a data directory on which nothing runs. */
final class RestoredPages {

  private static final Pattern RELATION = Pattern.compile("\\d+(?:_(?:fsm|vm|init))?(?:\\.\\d+)?");
  private static final int PAGES_PER_FILE = 131_072;

  private RestoredPages() {}

  /** Holds each page of each relation against its checksum, and tells how many there are. */
  static long verified(Path data) throws IOException {
    long pages = 0;
    for (String folder : List.of("global", "base", "pg_tblspc")) {
      try (Stream<Path> files =
          Files.walk(data.resolve(folder), FileVisitOption.FOLLOW_LINKS)
              .filter(file -> RELATION.matcher(file.getFileName().toString()).matches())
              .filter(Files::isRegularFile)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          pages += verifiedFile(file);
        }
      }
    }
    return pages;
  }

  private static long verifiedFile(Path file) throws IOException {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    long first = dot < 0 ? 0 : Long.parseLong(name.substring(dot + 1)) * PAGES_PER_FILE;
    byte[] page = new byte[PageChecksum.PAGE];
    long count = 0;
    try (var in = Files.newInputStream(file)) {
      for (; in.readNBytes(page, 0, page.length) == page.length; count++) {
        assertThat(PageChecksum.matches(page, 0, first + count))
            .as("page %d of %s", first + count, file)
            .isTrue();
      }
    }
    return count;
  }
}
