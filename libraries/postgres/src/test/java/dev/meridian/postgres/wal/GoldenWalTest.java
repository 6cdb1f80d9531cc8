package dev.meridian.postgres.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Log that PostgreSQL itself wrote, with segments of 1 MB: commits, aborts, subtransactions,
 * prepared transactions that drop and create tables, a switch. What is in it was told by
 * pg_walinspect.
 */
class GoldenWalTest {

  private static final int SEGMENT = 1 << 20;

  @ParameterizedTest
  @CsvSource({"15, 0/700000, 0/8034B0", "18, 0/900000, 0/A03560"})
  void whatPostgresWroteIsReadAsPostgresReadsIt(String version, String start, String end)
      throws IOException {
    byte[] wal = wal(version);
    Random random = new Random(42);
    for (int round = 0; round < 8; round++) {
      List<String> found = new ArrayList<>();
      WalReader reader = new WalReader(Lsn.parse(start), SEGMENT);
      int largest = 1 << (2 * round + 4);
      for (int at = 0; at < wal.length; ) {
        int count = Math.min(wal.length - at, 1 + random.nextInt(largest));
        reader.accept(ByteBuffer.wrap(wal, at, count), e -> found.add(line(e)));
        at += count;
      }
      assertThat(found).isEqualTo(expected(version));
      assertThat(reader.endOfLastRecord()).isEqualTo(Lsn.parse(end));
    }
  }

  private static String line(TransactionEnd end) {
    return end.kind() + " " + end.xid() + " " + end.at() + " " + end.start();
  }

  private static byte[] wal(String version) throws IOException {
    try (InputStream in = resource("postgresql-" + version + ".wal.gz")) {
      return new GZIPInputStream(in).readAllBytes();
    }
  }

  private static List<String> expected(String version) throws IOException {
    try (InputStream in = resource("postgresql-" + version + ".ends")) {
      return new String(in.readAllBytes(), UTF_8).lines().map(GoldenWalTest::normal).toList();
    }
  }

  private static String normal(String line) {
    String[] parts = line.split(" ");
    return parts[0] + " " + parts[1] + " " + Instant.parse(parts[2]) + " " + Lsn.parse(parts[3]);
  }

  private static InputStream resource(String name) {
    return GoldenWalTest.class.getResourceAsStream(name);
  }
}
