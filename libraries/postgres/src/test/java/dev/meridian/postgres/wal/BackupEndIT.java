package dev.meridian.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.testsupport.TestPostgres;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the log that PostgreSQL itself wrote. */
class BackupEndIT {

  private static final int SEGMENT = 1 << 24;
  private static final int PAGE = 8192;
  private static final int RECORD = 34;
  private static final int BACKUP_END = 0x50;

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void theLastRecordOfABackupIsFoundWhereverItLiesInItsPage(int version) throws SQLException {
    try (Connection connection = TestPostgres.shared(version).database("postgres").connect();
        Statement statement = connection.createStatement()) {
      for (int leftInPage = 8; leftInPage <= 48; leftInPage += 8) {
        text(statement, "select pg_backup_start('somewhere in a page', true)");
        fillPageUpTo(statement, leftInPage);

        Lsn stop = Lsn.parse(text(statement, "select lsn from pg_backup_stop(false)"));

        assertIsBackupEnd(statement, BackupEnd.startOf(stop, SEGMENT), leftInPage);
      }
    }
  }

  /** Messages in the log, until this much of a page is left. */
  private static void fillPageUpTo(Statement statement, int left) throws SQLException {
    long overhead = -1;
    while (true) {
      long before = position(statement);
      long missing = PAGE - left - before % PAGE;
      if (missing == 0) {
        return;
      }
      boolean aimed = overhead >= 0 && missing > overhead && missing < PAGE - 2 * overhead;
      long length = aimed ? missing - overhead : 1024;
      text(
          statement,
          "select pg_logical_emit_message(false, '', repeat('x', %d))".formatted(length));
      long written = position(statement) - before;
      if (!aimed && before / PAGE == (before + written) / PAGE) {
        overhead = written - length;
      }
    }
  }

  private static void assertIsBackupEnd(Statement statement, Lsn start, int left)
      throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "select pg_read_binary_file('pg_wal/' || pg_walfile_name('%s'), %d, 18)"
                .formatted(start, start.position() % SEGMENT))) {
      row.next();
      ByteBuffer header = ByteBuffer.wrap(row.getBytes(1)).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(header.getInt(0)).as("length, with %d left in the page", left).isEqualTo(RECORD);
      if (left > 16) {
        assertThat(header.get(16) & 0xF0).as("info").isEqualTo(BACKUP_END);
        assertThat(header.get(17)).as("resource manager").isZero();
      }
    }
  }

  private static long position(Statement statement) throws SQLException {
    return Lsn.parse(text(statement, "select pg_current_wal_insert_lsn()")).position();
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
