package dev.meridian.backup.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class DatabaseClaimsIT {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final UUID one = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();

  @Test
  void claimsAreTakenRenewedAndGrowOld() throws Exception {
    TestDatabase database = TestPostgres.shared(18).newDatabase();
    database.execute(
        "CREATE TABLE claim (share int PRIMARY KEY, instance uuid NOT NULL,"
            + " renewed_at timestamptz NOT NULL)");
    var claims =
        new DatabaseClaims(
            JdbcClient.create(
                new DriverManagerDataSource(
                    database.jdbcUrl(), database.user(), database.password())));

    claims.take(Set.of(), one);
    claims.take(Set.of(0, 1, 2), one);
    claims.take(Set.of(2), other);
    assertThat(claims.renew(one)).containsExactlyInAnyOrder(0, 1);
    assertThat(claims.renew(other)).containsExactly(2);

    database.execute("UPDATE claim SET renewed_at = renewed_at - interval '21 s' WHERE share = 1");
    claims.takeAbandoned(4, LONG, other);
    assertThat(claims.renew(one)).containsExactly(0);
    assertThat(claims.renew(other)).containsExactlyInAnyOrder(1, 2, 3);
  }
}
