package dev.meridian.standalone.demo;

import dev.meridian.standalone.client.Gateway;
import dev.meridian.standalone.client.Login;
import dev.meridian.standalone.demo.messaging.PublishedFacts;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Dropped at noon, restored to the second before: a shop is made and used, its orders are dropped,
 * and a new server brings them back, while the first one never stops.
 */
final class Story {

  private static final String NAME = "shop";
  private static final String ADMIN = "ada";

  /** PostgreSQL logs a sequence ahead (SEQ_LOG_VALS), so what is replayed may skip that many. */
  private static final int LOGGED_AHEAD_OF_A_SEQUENCE = 32;

  private final Gateway gateway;
  private final String broker;
  private final Path ca;
  private final Narration narration;
  private final Checks checks;
  private final String shopName;
  private final String restoredName;

  Story(Map<String, String> endpoints, Path ca, Narration narration, Checks checks) {
    this.gateway = new Gateway(endpoints);
    this.broker = endpoints.getOrDefault("kafka", "");
    this.ca = ca;
    this.narration = narration;
    this.checks = checks;
    this.shopName = gateway.freeName(NAME);
    this.restoredName = shopName + "-restored";
  }

  void tell() throws SQLException, InterruptedException {
    Passwords passwords = new Passwords(random(), random(), random(), random());
    JsonNode shop = makeShop(passwords);
    Login admin = login(shop, passwords.first());
    fill(admin, passwords);
    try (Writer writer = Writer.start(admin)) {
      narration.step("Clients write to %s from now on, commit after commit", shopName);
      gateway.awaitBackup(shopName);
      narration.step("The first backup of %s is complete", shopName);
      narration.step("The admin's password is changed");
      gateway.changePassword(shopName, passwords.second());
      Login second = admin.withPassword(passwords.second());
      Thread.sleep(Duration.ofSeconds(1));
      Moment noon = noteTheTime(second);
      disaster(second, passwords);
      Login third = admin.withPassword(passwords.third());
      JsonNode restored = restore(noon);
      verify(noon, restored, second, third, writer);
    }
    verifyFacts(shop, gateway.awaitReady(restoredName));
  }

  private JsonNode makeShop(Passwords passwords) {
    narration.step("A server is made: %s, 7 days of locally redundant backups", shopName);
    JsonNode shop = gateway.createServer(shopName, ADMIN, passwords.first());
    narration.step(
        "%s runs PostgreSQL %s on %s:%d",
        shopName,
        shop.path("postgresVersion").asString(),
        shop.path("endpoint").path("host").asString(),
        shop.path("endpoint").path("port").asInt());
    String refusal = login(shop, passwords.first()).attempt(Shop.DATABASE);
    checks.that(
        "A new server lets nobody in before it has a network rule",
        refusal.contains("no pg_hba.conf entry"),
        Map.of("answer", refusal));
    narration.step("A firewall rule lets %s in", letUsIn(shopName, shop));
    return shop;
  }

  /** Returns the address that the server sees us at, if nothing in between changes it. */
  private String letUsIn(String name, JsonNode server) {
    JsonNode endpoint = server.path("endpoint");
    String us = OwnAddress.towards(endpoint.path("host").asString(), endpoint.path("port").asInt());
    gateway.openFirewall(name, "demo", us, us);
    return us;
  }

  private void fill(Login admin, Passwords passwords) throws SQLException {
    Shop.load(admin, passwords.reporting());
    long rows = Shop.rows(admin);
    narration.step("The shop is filled over the network, with TLS: %,d rows", rows);
    checks.that("At least 200,000 rows were loaded", rows >= 200_000, Map.of("rows", rows));
  }

  /** Now, and what the shop holds now. */
  private Moment noteTheTime(Login admin) throws SQLException, InterruptedException {
    Map<String, String> inventory = Shop.inventory(admin);
    String startedAt = startedAt(admin);
    long lastInvoice = Shop.lastInvoice(admin);
    Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    narration.step("It is %s: all is well", time);
    // Whatever comes now comes after that time, also by a clock of milliseconds.
    Thread.sleep(Duration.ofMillis(20));
    return new Moment(time, inventory, lastInvoice, startedAt);
  }

  private void disaster(Login admin, Passwords passwords) throws SQLException {
    Shop.dropOrders(admin);
    narration.step("Somebody drops the table orders, with CASCADE, and everybody goes on writing");
    gateway.changePassword(shopName, passwords.third());
    narration.step("The admin's password is changed once more");
  }

  private JsonNode restore(Moment noon) {
    narration.step("%s is to be restored to %s, as %s", shopName, noon.time(), restoredName);
    String id = gateway.requestRestore(shopName, noon.time(), restoredName).path("id").asString();
    String[] phase = {""};
    JsonNode restore =
        gateway.awaitRestore(
            id,
            now -> {
              String current = now.path("phase").asString("");
              if (!current.isEmpty() && !current.equals(phase[0])) {
                phase[0] = current;
                narration.step("  %s", current);
              }
            });
    narration.step(
        "%s runs; its last transaction is of %s",
        restoredName, restore.path("restoredTo").asString("an unknown time"));
    return gateway.awaitReady(restoredName);
  }

  private void verify(Moment noon, JsonNode restored, Login second, Login third, Writer writer)
      throws SQLException {
    Login asOfThen = login(restored, second.password());
    String refusal = asOfThen.attempt(Shop.DATABASE);
    checks.that(
        "The new server refuses a client over the network",
        refusal.contains("no pg_hba.conf entry"),
        Map.of("answer", refusal));
    checks.same(
        "The new server has no firewall rule",
        0,
        gateway.firewallRules(restoredName).path("firewallRules").size());
    letUsIn(restoredName, restored);
    checks.same(
        "It lets the client in once a rule is set, with the password of that time",
        "connected",
        asOfThen.attempt(Shop.DATABASE));
    String newer = asOfThen.withPassword(third.password()).attempt(Shop.DATABASE);
    checks.that(
        "The newer password does not work there",
        newer.contains("password authentication failed"),
        Map.of("answer", newer));
    verifyContent(noon, asOfThen, writer);
    verifyOriginal(noon, third, writer);
  }

  private void verifyContent(Moment noon, Login restored, Writer writer) throws SQLException {
    long must = writer.lastAnsweredBy(noon.time());
    long mustNot = writer.firstBegunAfter(noon.time());
    try (Connection connection = restored.connect(Shop.DATABASE)) {
      long last = Long.parseLong(Shop.text(connection, "select max(number) from payments"));
      long count = Long.parseLong(Shop.text(connection, "select count(*) from payments"));
      checks.that(
          "Every commit recorded before the time is there",
          last >= must && count == last,
          Map.of("recordedBefore", must, "lastThere", last, "there", count));
      checks.that(
          "No commit begun after the time is there",
          last < mustNot,
          Map.of("firstBegunAfter", mustNot, "lastThere", last));
      checks.same(
          "It is a server of its own: not in recovery",
          "f",
          Shop.text(connection, "select pg_is_in_recovery()"));
    }
    Map<String, String> found = Shop.inventory(restored);
    noon.inventory()
        .forEach(
            (kind, expected) ->
                checks.same("As it was: " + kind, expected, found.getOrDefault(kind, "missing")));
  }

  private void verifyOriginal(Moment noon, Login third, Writer writer) throws SQLException {
    SQLException failure = writer.failure();
    checks.same("The original never stopped", noon.startedAt(), startedAt(third));
    checks.that(
        "No client of the original noticed anything",
        failure == null,
        Map.of("commits", writer.count(), "failure", String.valueOf(failure)));
    try (Connection connection = third.connect(Shop.DATABASE)) {
      checks.same(
          "In the original, orders is still gone",
          "nothing",
          Shop.text(connection, "select relname from pg_class where relname = 'orders'"));
    }
  }

  private void verifyFacts(JsonNode shop, JsonNode restored) {
    JsonNode backup = gateway.awaitBackup(restoredName);
    checks.same(
        "The new server's own first backup completes",
        "Completed",
        backup.path("state").asString());
    narration.step("The first backup of %s is complete", restoredName);
    PublishedFacts facts = PublishedFacts.read(broker);
    String restoreId = restored.path("origin").path("restoreId").asString();
    checks.that(
        "BackupCompleted is on its topic exactly once for each backup",
        facts.backupsCompleted().size() >= 2
            && facts.backupsCompleted().values().stream().allMatch(times -> times == 1),
        Map.of("found", facts.backupsCompleted()));
    onceEach(
        "RestoreRequested is on its topic exactly once for the restore",
        Set.of(restoreId),
        facts.restoresRequested());
    onceEach(
        "ServerProvisioned is on its topic exactly once for each server",
        Set.of(shop.path("id").asString(), restored.path("id").asString()),
        facts.serversProvisioned());
  }

  /** Ours are there, and neither they nor those of others, if there are any, come twice. */
  private void onceEach(String claim, Set<String> ours, Map<String, Long> found) {
    checks.that(
        claim,
        found.keySet().containsAll(ours) && found.values().stream().allMatch(times -> times == 1),
        Map.of("ours", ours, "found", found));
  }

  private Login login(JsonNode server, String password) {
    JsonNode endpoint = server.path("endpoint");
    return new Login(
        endpoint.path("host").asString(), endpoint.path("port").asInt(), ca, ADMIN, password);
  }

  private static String startedAt(Login login) throws SQLException {
    try (Connection connection = login.connect(Shop.DATABASE)) {
      return Shop.text(connection, "select pg_postmaster_start_time()");
    }
  }

  private static String random() {
    byte[] bytes = new byte[12];
    new SecureRandom().nextBytes(bytes);
    return "Aa1-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private record Moment(
      Instant time, Map<String, String> inventory, long lastInvoice, String startedAt) {

    Moment {
      inventory = new LinkedHashMap<>(inventory);
    }
  }

  private record Passwords(String first, String second, String third, String reporting) {

    // Passwords stay out of whatever prints this.
    @Override
    public String toString() {
      return "four passwords";
    }
  }
}
