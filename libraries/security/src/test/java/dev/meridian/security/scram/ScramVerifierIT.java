package dev.meridian.security.scram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL takes our verifiers, and makes the same ones itself. */
class ScramVerifierIT {

  /** Plain; normalized by SASLprep in each of its ways; prohibited by it in each of its ways. */
  private static final List<String> PASSWORDS =
      List.of(
          "Secret-1234",
          "it's \"quoted\" \\ $1",
          "\u2168\u00aa\ufb01x-1234A",
          "Gro\u0308\u00dfe 123",
          "soft\u00adhyphen-1A",
          "no\u00a0break\u3000space-1A",
          "\u0627\u0644\u0633\u0631\u0627",
          "mixed\u0627direction-1A",
          "emoji-1A\ud83d\ude00",
          "private\ue000use-1A",
          "tag\udb40\udc41ged-1A",
          "line\u2028separator-1A");

  @ParameterizedTest
  @ValueSource(ints = {18, 15})
  void whoKnowsThePasswordLogsInAndNobodyElse(int version) throws SQLException {
    TestPostgres postgres = TestPostgres.shared(version);
    TestDatabase database = postgres.database("postgres");
    postgres.hba("host all shopkeeper 127.0.0.1/32 scram-sha-256");
    database.execute("CREATE ROLE shopkeeper LOGIN");
    for (String password : PASSWORDS) {
      ScramVerifier verifier = ScramVerifier.of(password.toCharArray(), new SecureRandom());
      database.execute("ALTER ROLE shopkeeper PASSWORD '%s'".formatted(verifier.text()));
      assertThat(stored(database)).isEqualTo(verifier.text());
      assertThat(login(database, password)).as(password).isEqualTo("shopkeeper");
      assertThatThrownBy(() -> login(database, password + "x"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }
    database.execute("DROP ROLE shopkeeper");
  }

  @ParameterizedTest
  @ValueSource(ints = {18, 15})
  void postgresqlMakesTheSameOfAPassword(int version) throws SQLException {
    TestDatabase database = TestPostgres.shared(version).newDatabase();
    database.execute("CREATE ROLE shopkeeper LOGIN");
    for (String password : PASSWORDS) {
      database.execute(
          "ALTER ROLE shopkeeper PASSWORD '%s'".formatted(password.replace("'", "''")));
      String theirs = stored(database);
      byte[] salt = Base64.getDecoder().decode(theirs.split("[:$]")[2]);
      assertThat(ScramVerifier.of(password.toCharArray(), salt, 4096).text())
          .as(password)
          .isEqualTo(theirs);
      assertThat(ScramVerifier.parse(theirs).text()).isEqualTo(theirs);
    }
    database.execute("DROP ROLE shopkeeper");
  }

  private static String stored(TestDatabase database) throws SQLException {
    return database.query("SELECT rolpassword FROM pg_authid WHERE rolname = 'shopkeeper'");
  }

  private static String login(TestDatabase database, String password) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), "shopkeeper", password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_user")) {
      row.next();
      return row.getString(1);
    }
  }
}
