package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.WalSegment;
import dev.meridian.repository.wal.SpareSegments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassedWalTest {

  private static final int SIZE = 16 << 20;

  @TempDir Path folder;

  private Path replaying;
  private Path spare;
  private PassedWal passed;

  /** Segments 3 to 12; the last record to be replayed begins in 9. */
  @BeforeEach
  void place() throws IOException {
    for (int number = 3; number <= 12; number++) {
      Files.createFile(folder.resolve(segment(number).name()));
    }
    Files.createFile(folder.resolve("00000002.history"));
    Files.createDirectory(folder.resolve("archive_status"));
    replaying = folder.resolve("replaying");
    spare = folder.resolve("spare");
    passed = new PassedWal(folder, SIZE, segment(9).start(), replaying, new SpareSegments(spare));
  }

  private static WalSegment segment(int number) {
    return new WalSegment(1, number, SIZE);
  }

  private void remove(int asked) {
    passed.remove(() -> Optional.of(segment(asked).start()), false);
  }

  private Stream<Integer> left() {
    return Stream.iterate(3, number -> number <= 12, number -> number + 1)
        .filter(number -> Files.exists(folder.resolve(segment(number).name())));
  }

  @Test
  void whatWasReplayedGoesAndWhatIsStillReadStays() throws IOException {
    Files.createFile(replaying);

    remove(3);
    assertThat(left()).hasSize(10);
    assertThat(passed.hasRemoved()).isFalse();
    remove(7);

    assertThat(left()).containsExactly(5, 6, 7, 8, 9, 10, 11, 12);
    assertThat(passed.hasRemoved()).isTrue();
    assertThat(folder.resolve("00000002.history")).exists();
    assertThat(folder.resolve("archive_status")).exists();
  }

  @Test
  void whatWasReplayedIsWrittenOverWhileMoreComes() throws IOException {
    Files.createFile(replaying);

    passed.remove(() -> Optional.of(segment(6).start()), true);
    remove(7);

    assertThat(left()).startsWith(5);
    assertThat(spare).isDirectoryContaining("glob:**/" + segment(3).name());
    assertThat(spare.resolve(segment(4).name())).doesNotExist();
  }

  @Test
  void theLastRecordStaysHoweverLongItIs() throws IOException {
    Files.createFile(replaying);

    remove(12);

    assertThat(left()).containsExactly(9, 10, 11, 12);
  }

  /** PostgreSQL looks for its checkpoint first, and then goes back to where replay begins. */
  @Test
  void nothingGoesBeforeReplayBegins() throws IOException {
    remove(8);
    assertThat(left()).hasSize(10);

    Files.createFile(replaying);
    remove(3);

    assertThat(left()).hasSize(10);
  }

  @Test
  void whatSomebodyElseRemovedIsNoLoss() throws IOException {
    Files.createFile(replaying);
    Files.delete(folder.resolve(segment(4).name()));

    remove(7);

    assertThat(left()).startsWith(5);
  }
}
