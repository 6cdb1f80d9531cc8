package dev.meridian.scenarios;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The story in a browser: what people do by mouse and keyboard, on a whole Meridian. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PortalIT {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Map<Integer, String> ROWS = Map.of(1, "teapot", 2, "kettle", 3, "sieve");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(BERLIN);

  private static Scenario meridian;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    meridian = Scenario.start();
    chromium = new Chromium(meridian.endpoint("portal"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (chromium != null) {
      chromium.close();
    }
    meridian.close();
  }

  @AfterEach
  void theBrowserObjectsToNothing() {
    assertThat(chromium.complaints()).isEmpty();
  }

  @Test
  @Order(1)
  void aDroppedTableComesBackByMouseAndKeyboard() throws Exception {
    Page page = chromium.open("/", true);
    assertThat(page.getByText("No servers yet")).isVisible();
    chromium.shoot(page, "servers-empty");

    RunningServer shop = create(page);
    letMeIn(page);
    shop.insert(ROWS);
    toOverview(page);
    assertThat(page.locator("#backups")).containsText("Completed");
    assertThat(page.locator("#window")).containsText("Latest");
    chromium.shoot(page, "overview");
    Instant before = shop.nextSecond();
    shop.dropTable("orders");

    RunningServer restored = restore(page, before);

    assertThat(page.locator("#essentials")).containsText("Restored from");
    assertThat(page.locator("#essentials")).containsText(CLOCK.format(before));
    chromium.shoot(page, "overview-restored");
    restored.expectClosed();
    addRule(page);
    restored.expect(ROWS);
    changePassword(page);
    restored.expectPassword(RunningServer.FIRST_PASSWORD, false);
    restored.expectPassword("Other-Password-7", true);
    page.navigate("/servers");
    assertThat(page.getByRole(AriaRole.ROW)).hasCount(3);
    chromium.shoot(page, "servers");
  }

  private static RunningServer create(Page page) throws Exception {
    link(page, "Create your first server").click();
    fill(page, "Server name", "shop");
    fill(page, "Admin login", RunningServer.ADMIN);
    fill(page, "Password", RunningServer.FIRST_PASSWORD);
    fill(page, "Password again", RunningServer.FIRST_PASSWORD);
    choose(page, "Basic");
    assertThat(radio(page, "Geographically redundant")).isDisabled();
    choose(page, "Memory Optimized");
    assertThat(radio(page, "Geographically redundant")).isEnabled();
    page.getByLabel("vCores").selectOption("4");
    Locator slider = page.getByLabel("Backup retention period, slider");
    slider.fill("14");
    assertThat(page.locator("#backupRetentionDays")).hasValue("14");
    choose(page, "Geographically redundant");
    chromium.shoot(page, "create");
    button(page, "Create").click();
    // Changes come without a reload.
    assertThat(page.locator("#status")).hasText("Ready");
    assertThat(page.locator("#essentials")).containsText("Memory Optimized, 4 vCores");
    assertThat(page.locator("#essentials")).containsText("14 days, geographically redundant");
    return meridian.existing("shop");
  }

  private static void letMeIn(Page page) throws Exception {
    link(page, "No rules: nobody can connect").click();
    assertThat(page.locator("#rules")).containsText("No rules: nobody can connect");
    chromium.shoot(page, "connection-security-empty");
    page.getByRole(
            AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Add my address")))
        .click();
    assertThat(page.locator("#rules")).containsText(LOOPBACK);
    assertThat(page.locator("#rules .status")).hasText("In force");
    chromium.shoot(page, "connection-security");
  }

  private static RunningServer restore(Page page, Instant target) throws Exception {
    page.getByRole(AriaRole.TOOLBAR).getByText("Restore", exactly()).click();
    assertThat(page.getByLabel("Time zone")).hasValue("Europe/Berlin");
    assertThat(page.locator("#window")).containsText("CET");
    // Without seconds where they are zero: the field writes it that way.
    fill(page, "Date and time", LocalDateTime.ofInstant(target, BERLIN).toString());
    fill(page, "New server's name", "shop-before");
    assertThat(page.getByLabel("Settings", labelled())).hasValue("AsOfTarget");
    chromium.shoot(page, "restore");
    button(page, "Restore").click();
    page.waitForURL(Pattern.compile(".*/restores/.*"));
    assertThat(settingsAskedFor(page)).isEqualTo("AsOfTarget");
    assertThat(page.locator("#progress")).containsText("Recover");
    chromium.shoot(page, "progress");
    page.waitForURL(Pattern.compile(".*/servers/[0-9a-f-]{36}"));
    assertThat(page.getByRole(AriaRole.HEADING, heading("shop-before"))).isVisible();
    assertThat(page.locator("#status")).hasText("Ready");
    return meridian.existing("shop-before");
  }

  private static void addRule(Page page) {
    link(page, "Connection security").click();
    assertThat(page.locator("#rules")).containsText("A restored server begins with none");
    fill(page, "Name", "office");
    fill(page, "From address", LOOPBACK);
    button(page, "Add rule").click();
    assertThat(page.locator("#rules")).containsText("office");
    assertThat(page.locator("#rules .status")).hasText("In force");
    toOverview(page);
  }

  private static void changePassword(Page page) throws Exception {
    link(page, "Reset password").click();
    chromium.shoot(page, "reset-password");
    fill(page, "New password", "Other-Password-7");
    fill(page, "New password again", "Other-Password-7");
    button(page, "Reset password").click();
    assertThat(page.locator("#essentials")).containsText("the new password is set");
  }

  @Test
  @Order(2)
  void everyFormSaysWhatIsWrongBesideTheFieldAndKeepsTheRest() throws Exception {
    String name = meridian.server("form").awaitBackup().name();
    Page page = chromium.open("/new-server", true);
    fill(page, "Server name", "X!");
    fill(page, "Admin login", "postgres");
    fill(page, "Password", "short");
    fill(page, "Password again", "short");
    fill(page, "Storage (GB)", "1");
    page.locator("#backupRetentionDays").fill("99");
    button(page, "Create").click();
    for (String field :
        new String[] {"name", "adminLogin", "adminPassword", "storageGb", "backupRetentionDays"}) {
      assertThat(page.locator("#" + field + "-error")).isVisible();
    }
    assertThat(page.locator("#name")).hasValue("X!");
    assertThat(page.locator("#adminPassword")).hasValue("");
    chromium.shoot(page, "create-errors");

    page.navigate("/servers/" + name + "/restore");
    fill(page, "Date and time", "2020-01-01T00:00:01");
    fill(page, "New server's name", name);
    page.getByLabel("Settings", labelled()).selectOption("TierDefaults");
    button(page, "Restore").click();
    assertThat(page.locator("#time-error, #newServerName-error").first()).isVisible();
    assertThat(page.getByLabel("Date and time")).hasValue("2020-01-01T00:00:01");
    assertThat(page.getByLabel("Settings", labelled())).hasValue("TierDefaults");
    chromium.shoot(page, "restore-errors");
    fill(page, "Time zone", "Atlantis/Centre");
    button(page, "Restore").click();
    assertThat(page.locator("#zone-error")).isVisible();

    page.navigate("/servers/" + name + "/connection-security");
    fill(page, "Name", "office");
    fill(page, "From address", "10.0.0.300");
    button(page, "Add rule").click();
    assertThat(page.locator("#startAddress-error")).isVisible();
    assertThat(page.getByLabel("From address")).hasValue("10.0.0.300");
    chromium.shoot(page, "connection-security-errors");

    page.navigate("/servers/" + name + "/reset-password");
    fill(page, "New password", "One-Password-1");
    fill(page, "New password again", "Two-Password-2");
    button(page, "Reset password").click();
    assertThat(page.locator("#repeatedPassword-error")).isVisible();
    assertThat(page.locator("#password")).hasValue("");

    page.navigate("/servers/" + name + "/pricing-tier");
    fill(page, "Storage (GB)", "1");
    button(page, "Change").click();
    assertThat(page.locator("#storageGb-error")).isVisible();
    chromium.shoot(page, "pricing-tier-errors");
    fill(page, "Storage (GB)", "6");
    page.locator("#backupRetentionDays").fill("21");
    button(page, "Change").click();
    assertThat(page.locator("#essentials")).containsText("21 days");
    link(page, "Pricing tier").click();
    page.locator("#backupRetentionDays").fill("9");
    button(page, "Change").click();
    assertThat(page.locator("#confirm-error")).containsText("everything older than 9 days");

    page.navigate("/servers/" + name + "/drop");
    page.locator("#confirm").fill("another");
    button(page, "Drop").click();
    assertThat(page.locator("#confirm-error")).isVisible();
    assertThat(meridian.gateway().awaitReady(name).path("status").asString()).isEqualTo("Ready");
    chromium.shoot(page, "drop-errors");

    page.navigate("/servers/nowhere");
    assertThat(page.getByText("There is no such thing here")).isVisible();
    chromium.shoot(page, "not-found");
  }

  @Test
  @Order(3)
  void everythingButLiveProgressWorksWithoutScripts() throws Exception {
    Page page = chromium.open("/new-server", false);
    fill(page, "Server name", "plain");
    fill(page, "Admin login", RunningServer.ADMIN);
    fill(page, "Password", RunningServer.FIRST_PASSWORD);
    fill(page, "Password again", RunningServer.FIRST_PASSWORD);
    choose(page, "Basic");
    page.getByLabel("vCores").selectOption("1");
    page.locator("#backupRetentionDays").fill("10");
    button(page, "Create").click();
    assertThat(page.getByText("Server plain is being made")).isVisible();
    RunningServer plain = meridian.existing("plain").awaitBackup();

    page.navigate("/servers/plain/connection-security");
    fill(page, "Name", "office");
    fill(page, "From address", LOOPBACK);
    button(page, "Add rule").click();
    assertThat(page.getByText("Rule office is saved")).isVisible();
    meridian.gateway().openFirewall("plain", "office", LOOPBACK, LOOPBACK);
    plain.insert(ROWS);
    button(page, "Remove").click();
    assertThat(page.getByText("Rule office is removed")).isVisible();

    toOverview(page);
    button(page, "Back up now").click();
    assertThat(page.getByText("A backup has been asked for")).isVisible();
    chromium.shoot(page, "overview-without-scripts");

    page.getByRole(AriaRole.TOOLBAR).getByText("Restore", exactly()).click();
    choose(page, "The latest");
    fill(page, "New server's name", "plain-copy");
    page.keyboard().press("Tab");
    assertThat(page.getByLabel("Storage in GB")).isFocused();
    page.keyboard().press("Tab");
    Locator settings = page.getByLabel("Settings", labelled());
    assertThat(settings).isFocused();
    assertThat(settings).hasAccessibleDescription(Pattern.compile("ALTER SYSTEM"));
    page.keyboard().press("ArrowDown");
    assertThat(settings).hasValue("TierDefaults");
    chromium.shoot(page, "restore-without-scripts");
    button(page, "Restore").click();
    assertThat(settingsAskedFor(page)).isEqualTo("TierDefaults");
    meridian.gateway().awaitReady("plain-copy");
    page.reload();
    link(page, "Go to the new server").click();
    assertThat(page.getByText("Restored from")).isVisible();

    link(page, "Reset password").click();
    fill(page, "New password", "Other-Password-7");
    fill(page, "New password again", "Other-Password-7");
    button(page, "Reset password").click();
    assertThat(page.getByText("The new password is being set")).isVisible();

    link(page, "Drop").click();
    page.locator("#confirm").fill("plain-copy");
    chromium.shoot(page, "drop");
    button(page, "Drop").click();
    assertThat(page.getByText("Server plain-copy is being dropped")).isVisible();
  }

  @Test
  @Order(4)
  void theListLeavesTheReaderWhereTheyAreWhenItChanges() throws Exception {
    RunningServer gone = meridian.server("gone").awaitBackup();
    meridian.gateway().drop(gone.name());
    Page page = chromium.open("/servers", true);
    Locator dropped = page.locator("#dropped-servers");
    assertThat(dropped).containsText(gone.name());
    dropped.locator("summary").click();

    RunningServer other = meridian.server("other");
    Locator row = page.getByRole(AriaRole.ROW).filter(having(other.name()));
    link(page, other.name()).focus();
    other.awaitBackup();
    assertThat(row).containsText("Ready");
    assertThat(row).containsText("CET");
    assertThat(link(page, other.name())).isFocused();
    assertThat(dropped).hasAttribute("open", "");

    Locator restore = link(page, "Restore " + gone.name());
    restore.focus();
    meridian.gateway().drop(other.name());
    assertThat(dropped).containsText(other.name());
    assertThat(restore).isFocused();
    assertThat(dropped).hasAttribute("open", "");
    chromium.shoot(page, "servers-dropped");
  }

  @Test
  @Order(5)
  void aConnectionStringIsCopiedOrAtLeastSelected() throws Exception {
    RunningServer server = meridian.server("copied").awaitBackup();
    Page page = chromium.open("/servers/" + server.name(), true);
    Locator copied = page.locator("#copied");
    String uri = page.locator("#connection-URI").textContent();
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    button(page, "Copy the URI string").click();
    assertThat(copied).hasText("Copied.");
    assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(uri);

    // As in a page that came over plain HTTP from another machine.
    page.evaluate("delete Navigator.prototype.clipboard");
    button(page, "(Copy|Copied) the JDBC string").click();
    assertThat(copied).containsText("It is selected");
    assertThat(page.evaluate("getSelection().toString()"))
        .isEqualTo(page.locator("#connection-JDBC").textContent());
    chromium.shoot(page, "overview-copied");
  }

  /** Of the restore that the page shows, as restore-service has it. */
  private static String settingsAskedFor(Page page) {
    String id = page.url().substring(page.url().lastIndexOf('/') + 1);
    return meridian.gateway().restore(id).at("/options/settings").asString();
  }

  private static void toOverview(Page page) {
    link(page, "Overview").click();
  }

  private static void fill(Page page, String label, String text) {
    page.getByLabel(label, labelled()).fill(text);
  }

  private static void choose(Page page, String label) {
    radio(page, label).check();
  }

  private static Locator radio(Page page, String label) {
    return page.getByRole(
        AriaRole.RADIO, new Page.GetByRoleOptions().setName(Pattern.compile("^" + label)));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)));
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Page.GetByRoleOptions heading(String text) {
    return new Page.GetByRoleOptions().setName(text).setExact(true);
  }

  private static Page.GetByLabelOptions labelled() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }
}
