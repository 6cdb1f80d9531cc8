package dev.meridian.repository.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.wal.WalRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Journals as earlier programs left them are read for ever. They were written by {@link #main}, and
 * their empty ends cut off; those in the test resources are never written again.
 */
class GoldenJournalTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final Lsn START = new Lsn(0x2000000);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"journal-v1-encrypted", "journal-v1-plain"})
  void itIsRead(String name) throws Exception {
    copy(Path.of("src/test/resources/golden", name), folder.resolve("repository"));
    verify(folder.resolve("repository"), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal-v1-encrypted", "journal-v1-plain"})
  void whatIsWrittenTodayReadsTheSame(String name) throws Exception {
    write(folder.resolve(name), name);
    verify(folder.resolve(name), name);
  }

  private static void verify(Path repository, String name) {
    CommitJournals journals =
        Repository.open(DirectoryStore.open(repository), key(name)).server(SERVER).journals();
    JournaledLog found = journals.read(journals.names().getFirst()).orElseThrow();
    assertThat(found.timeline()).isEqualTo(7);
    assertThat(found.segmentSize()).isEqualTo(1 << 24);
    assertThat(found.range()).contains(new WalRange(7, START.plus(9000), START.plus(15_100)));
    assertThat(CommitJournalTest.bytes(found.from(START.plus(9001))))
        .isEqualTo(CommitJournalTest.log(START.plus(9001), 6099));
  }

  /** Writes the golden journals of this version to the folder that is given. */
  public static void main(String[] folder) throws IOException {
    for (String name : List.of("journal-v1-encrypted", "journal-v1-plain")) {
      write(Path.of(folder[0], name), name);
    }
  }

  private static void write(Path to, String name) throws IOException {
    CommitJournals journals =
        Repository.create(DirectoryStore.open(to), key(name)).server(SERVER).journals();
    String written;
    try (CommitJournal journal = journals.create(7, 1 << 24)) {
      append(journal, 0, 4000);
      append(journal, 4000, 4500);
      append(journal, 8500, 500);
      journal.restart();
      append(journal, 9000, 100);
      append(journal, 9100, 6000);
      written = journal.name();
    }
    Path file = to.resolve(".journal").resolve(SERVER.toString()).resolve(written);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 6 * 4096));
    Files.delete(to.resolve(".tmp"));
  }

  private static void append(CommitJournal journal, int at, int length) {
    Lsn from = START.plus(at);
    journal.append(from, ByteBuffer.wrap(CommitJournalTest.log(from, length)));
  }

  private static RepositoryKey key(String name) {
    return name.endsWith("plain") ? RepositoryKey.none() : RepositoryKey.fromBase64(KEY);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
