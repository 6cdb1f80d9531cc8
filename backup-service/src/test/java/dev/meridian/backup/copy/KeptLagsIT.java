package dev.meridian.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class KeptLagsIT {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");
  private static final CopyLag BEHIND =
      new CopyLag(5L << 40, NOON.minusSeconds(90), NOON.minusSeconds(3));
  private static final CopyLag NEARLY_THERE = new CopyLag(0, NOON, NOON.plusSeconds(1));

  private final UUID shop = UUID.randomUUID();
  private final UUID till = UUID.randomUUID();
  private final TestDatabase database = TestPostgres.shared(18).newDatabase();

  @BeforeEach
  void createTables() throws Exception {
    database.execute("CREATE TABLE protected_server (id uuid PRIMARY KEY)");
    try (var script = KeptLags.class.getResourceAsStream("/db/backup/V9__copy_lag.sql")) {
      database.execute(
          new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
    }
    database.execute("INSERT INTO protected_server VALUES ('%s'), ('%s')".formatted(shop, till));
  }

  /** Each with a connection of its own. */
  private KeptLags instance() {
    return new KeptLags(
        JdbcClient.create(
            new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password())));
  }

  @Test
  void whatOneInstanceSaysAnotherOneCanTell() {
    instance().keep(Map.of(), NOON);
    assertThat(instance().all()).isEmpty();

    instance().keep(Map.of(shop, BEHIND, till, NEARLY_THERE), NOON);
    instance().keep(Map.of(till, BEHIND), NOON.plusSeconds(5));

    assertThat(instance().all())
        .containsOnly(
            Map.entry(shop, new KeptLags.Kept(shop, BEHIND, NOON)),
            Map.entry(till, new KeptLags.Kept(till, BEHIND, NOON.plusSeconds(5))));
  }

  @Test
  void whatWasSaidLastCountsAndOfAServerThatIsGoneNothing() throws Exception {
    instance().keep(Map.of(shop, NEARLY_THERE), NOON.plusSeconds(5));
    instance().keep(Map.of(shop, BEHIND, UUID.randomUUID(), BEHIND), NOON);
    assertThat(instance().all().get(shop).lag()).isEqualTo(NEARLY_THERE);

    database.execute("DELETE FROM protected_server");
    assertThat(instance().all()).isEmpty();
  }
}
