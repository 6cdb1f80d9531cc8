package dev.meridian.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.testsupport.TestPostgres;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the log that PostgreSQL itself wrote. */
class RestorePointIT {

  private static final int SEGMENT = 1 << 24;

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void aRestorePointIsReadHoweverTheLogIsCut(int version) throws SQLException {
    try (Connection connection = TestPostgres.shared(version).database("postgres").connect();
        Statement statement = connection.createStatement()) {
      text(statement, "select pg_switch_wal()");
      text(statement, "select pg_logical_emit_message(false, '', repeat('x', 8000))");
      Instant before = Instant.now().minusSeconds(60);
      Lsn first = Lsn.parse(text(statement, "select pg_create_restore_point('vor Änderung 1')"));
      String longest = "x".repeat(63);
      Lsn second = Lsn.parse(text(statement, "select pg_create_restore_point('" + longest + "')"));

      // Writes all of it out.
      text(statement, "select pg_switch_wal()");

      for (int step : new int[] {1, 7, 512, SEGMENT}) {
        List<RestorePoint> found = read(statement, second, step);

        assertThat(found).extracting(RestorePoint::name).containsExactly("vor Änderung 1", longest);
        assertThat(found).extracting(RestorePoint::end).containsExactly(first, second);
        assertThat(found)
            .allMatch(point -> point.start().isBefore(point.end()) && point.at().isAfter(before));
      }
    }
  }

  private static List<RestorePoint> read(Statement statement, Lsn end, int step)
      throws SQLException {
    Lsn start = new Lsn(end.position() & -(long) SEGMENT);
    List<RestorePoint> found = new ArrayList<>();
    WalReader reader = new WalReader(start, SEGMENT);
    reader.onRestorePoint(found::add);
    byte[] log = bytes(statement, start, (int) end.minus(start));
    for (int at = 0; at < log.length; at += step) {
      reader.accept(ByteBuffer.wrap(log, at, Math.min(step, log.length - at)), ignored -> {});
    }
    return found;
  }

  private static byte[] bytes(Statement statement, Lsn start, int count) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "select pg_read_binary_file('pg_wal/' || pg_walfile_name('%s'), 0, %d)"
                .formatted(start.plus(1), count))) {
      row.next();
      return row.getBytes(1);
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
