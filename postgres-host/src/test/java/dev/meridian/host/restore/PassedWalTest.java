package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.wal.SpareSegments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
  private final PreparedTransactions prepared = new PreparedTransactions();
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
    passed =
        new PassedWal(
            folder, SIZE, segment(9).start(), replaying, new SpareSegments(spare, 1), prepared);
  }

  private static WalSegment segment(int number) {
    return new WalSegment(1, number, SIZE);
  }

  private void remove(int asked) {
    passed.remove(() -> Optional.of(segment(asked).start()));
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
  void someOfItIsKeptToBeWrittenOver() throws IOException {
    Files.createFile(replaying);

    remove(7);

    assertThat(left()).startsWith(5);
    try (Stream<Path> kept = Files.list(spare)) {
      assertThat(kept).hasSize(1);
    }
  }

  /** PostgreSQL reads what prepares a transaction again, until it has ended. */
  @Test
  void whatPreparesATransactionStaysUntilItsEndIsReplayed() throws IOException {
    Files.createFile(replaying);
    prepared.begin(segment(4).start().plus(100), 700);
    prepared.begin(segment(5).start().plus(100), 701);
    prepared.end(ended(segment(6).start().plus(8), 700));

    remove(8);
    assertThat(left()).startsWith(4, 5, 6);
    remove(9);
    assertThat(left()).startsWith(5, 6, 7);
    prepared.end(ended(segment(9).start(), 701));
    remove(10);
    assertThat(left()).startsWith(5, 6, 7);
    remove(12);

    assertThat(left()).startsWith(9);
  }

  private static TransactionEnd ended(Lsn record, int xid) {
    return new TransactionEnd(
        TransactionEnd.Kind.COMMIT_PREPARED, xid, Instant.EPOCH, record, record.plus(100));
  }

  @Test
  void logThatIsNotUnderstoodStays() throws IOException {
    Files.createFile(replaying);
    prepared.unknownFrom(segment(6).start().plus(100));

    remove(12);

    assertThat(left()).startsWith(6);
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
