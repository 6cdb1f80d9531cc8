package dev.meridian.benchmarks.backup;

import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;

/** What is in the server that is backed up. */
public sealed interface DataSet permits HalfRandom, Accounts {

  /** As {@code -Ddata} says: S with {@code -Drows}, or L with {@code -Dscale}. */
  static DataSet chosen() {
    String name = System.getProperty("data", "S");
    return switch (name) {
      case "S" -> new HalfRandom(Long.getLong("rows", 4_200_000));
      case "L" -> new Accounts(Integer.getInteger("scale", 650));
      default -> throw new IllegalArgumentException("There are the data sets S and L, not " + name);
    };
  }

  /** Fills a new server. */
  void load(TestPostgres server) throws SQLException, IOException, InterruptedException;

  /** Changes one row in each hundredth page, beginning with page {@code first}. */
  void touchOnePercent(TestDatabase database, int first) throws SQLException;
}
