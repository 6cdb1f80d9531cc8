package dev.meridian.benchmarks.loops;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** All records of the log that a real server wrote; operations are segments of 16 MiB. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class WalWalk {

  private static final int SEGMENT = 16 << 20;
  private static final int MESSAGE = 128 << 10;

  private byte[] segment = {};
  private Lsn start = new Lsn(0);

  /** Takes one whole segment of rows that were inserted and changed one by one. */
  @Setup
  public void write() throws SQLException, IOException {
    try (TestPostgres server = TestPostgres.start(18, Map.of("full_page_writes", "off"))) {
      TestDatabase database = server.database("postgres");
      database.execute(
          "CREATE TABLE t (id int PRIMARY KEY, v int, note text)", "SELECT pg_switch_wal()");
      String name = database.query("SELECT pg_walfile_name(pg_current_wal_insert_lsn() + 8)");
      start = Lsn.parse(database.query("SELECT pg_current_wal_insert_lsn()"));
      start = new Lsn(start.position() + SEGMENT - 1 & -SEGMENT);
      database.execute(
          "INSERT INTO t SELECT i, i, md5(i::text) FROM generate_series(1, 60000) i",
          "UPDATE t SET v = v + 1",
          "UPDATE t SET v = v + 1");
      Path file = server.dataDirectory().resolve("pg_wal").resolve(name);
      segment = Files.readAllBytes(file);
    }
  }

  /** Records are found and held against their checksums. */
  @Benchmark
  public long walk() {
    var reader = new WalReader(start, SEGMENT);
    for (int at = 0; at < segment.length; at += MESSAGE) {
      reader.accept(ByteBuffer.wrap(segment, at, MESSAGE), end -> {});
    }
    return reader.records();
  }
}
