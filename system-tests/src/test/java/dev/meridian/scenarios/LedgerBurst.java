package dev.meridian.scenarios;

import dev.meridian.scenarios.LedgerWorkload.Entry;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * One client that commits as fast as the server can, waiting for no disk, and changes nothing but
 * the ledger: several at once commit in the same microsecond now and then.
 */
record LedgerBurst(Connection connection, int worker, Map<Integer, String> state)
    implements Callable<List<Entry>> {

  private static final int COMMITS = 200;

  static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create or replace procedure burst(worker int, commits int, inout told text)
          language plpgsql as $$
          declare
            xid bigint;
            before timestamptz;
          begin
            for i in 1..commits loop
              xid := pg_current_xact_id()::text::bigint;
              insert into ledger values (xid, worker);
              before := clock_timestamp();
              commit;
              told := concat_ws(' ', told, xid,
                (extract(epoch from before) * 1000000)::bigint,
                (extract(epoch from clock_timestamp()) * 1000000)::bigint);
            end loop;
          end $$
          """);
    }
  }

  @Override
  public List<Entry> call() throws SQLException {
    try (connection;
        Statement session = connection.createStatement();
        CallableStatement call = connection.prepareCall("call burst(?, ?, ?)")) {
      session.execute("set synchronous_commit = off");
      call.setInt(1, worker);
      call.setInt(2, COMMITS);
      call.setNull(3, Types.VARCHAR);
      call.registerOutParameter(3, Types.VARCHAR);
      call.execute();
      long[] told =
          Arrays.stream(call.getString(3).split(" ")).mapToLong(Long::parseLong).toArray();
      return IntStream.range(0, told.length / 3)
          .mapToObj(i -> entry(told[3 * i], told[3 * i + 1], told[3 * i + 2]))
          .toList();
    }
  }

  private Entry entry(long xid, long before, long after) {
    return new Entry(worker, 0, xid, instant(before), instant(after), state);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
