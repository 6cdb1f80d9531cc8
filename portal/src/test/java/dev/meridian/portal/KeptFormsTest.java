package dev.meridian.portal;

import static dev.meridian.portal.Shop.ID;
import static dev.meridian.portal.Shop.RESTORE;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing that somebody filled in is lost because a service doesn't answer. */
class KeptFormsTest extends OnOnePortal {

  private static final String RESTORE_PAGE = "/servers/shop/restore";
  private static final String PASSWORD = "Correct-Horse-7";
  private static final Map<String, String> RESTORE_FORM =
      Map.of(
          "target", "time",
          "time", "2026-11-22T11:59:59",
          "zone", "Europe/Berlin",
          "newServerName", "shop-kept",
          "storageGb", "41",
          "settings", "TierDefaults",
          "key", "once");

  @Test
  void aRestoreIsSentAgainWithTheSameKey() throws Exception {
    services.hangsUpOn("POST /v1/restores");

    HttpResponse<String> page = portal.submit(RESTORE_PAGE, RESTORE_PAGE, RESTORE_FORM);

    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body())
        .contains("restore-service can", "may have taken this or not")
        .contains("name=\"key\" value=\"once\"", "value=\"2026-11-22T11:59:59\"")
        .contains("value=\"Europe/Berlin\"", "value=\"shop-kept\"", "value=\"41\"")
        .contains("value=\"TierDefaults\" selected=\"selected\"");
  }

  @Test
  void aRestoreThatCameWithoutAKeyIsSentAgainWithTheOneThatItWasGiven() throws Exception {
    services.hangsUpOn("POST /v1/restores");
    Map<String, String> form = new HashMap<>(RESTORE_FORM);
    form.remove("key");

    String page = portal.submit(RESTORE_PAGE, RESTORE_PAGE, form).body();

    String sent =
        services.asked().stream()
            .filter(asked -> asked.method().equals("POST"))
            .findFirst()
            .orElseThrow()
            .header("Idempotency-Key");
    assertThat(sent).isNotEmpty();
    assertThat(page).contains("name=\"key\" value=\"" + sent + "\"");
  }

  @Test
  void aRestoreThatWasChangedMeanwhileIsARequestOfItsOwn() throws Exception {
    services.refuses(
        "POST /v1/restores",
        409,
        "{\"code\":\"idempotency-key-reused\",\"detail\":\"This Idempotency-Key came before\"}");

    HttpResponse<String> page = portal.submit(RESTORE_PAGE, RESTORE_PAGE, RESTORE_FORM);

    assertThat(page.statusCode()).isEqualTo(422);
    assertThat(page.body())
        .contains("The restore that was sent before has been taken", "value=\"shop-kept\"")
        .doesNotContain("value=\"once\"", "Idempotency-Key");
  }

  @Test
  void aNewServersFormIsKeptButForThePassword() throws Exception {
    services.hangsUpOn("POST /v1/servers").hangsUpOn("GET /v1/hosts");
    Map<String, String> form = new HashMap<>();
    form.putAll(Map.of("name", "kept", "adminLogin", "grace", "postgresVersion", "17"));
    form.putAll(Map.of("adminPassword", PASSWORD, "repeatedPassword", PASSWORD));
    form.putAll(Map.of("region", "north", "vCores", "4", "storageGb", "51"));
    form.put("backupRetentionDays", "21");

    HttpResponse<String> page = portal.submit("/new-server", "/servers", form);

    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body())
        .containsOnlyOnce("inventory-service can")
        .contains("value=\"kept\"", "value=\"grace\"", "value=\"51\"", "value=\"21\"")
        .contains("<option value=\"17\" selected=\"selected\">17</option>")
        .contains("<option value=\"north\" selected=\"selected\">north</option>")
        .doesNotContain(PASSWORD);
  }

  @ParameterizedTest
  @CsvSource({
    "drop, backups, POST, /v1/servers/ID/backups, backup-service, '', Back up now",
    "reset-password, reset-password, POST, /v1/servers/ID/admin-password, inventory-service,"
        + " password=Correct-Horse-7&repeatedPassword=Correct-Horse-7, New password again",
    "pricing-tier, pricing-tier, PATCH, /v1/servers/ID, inventory-service,"
        + " computeTier=GeneralPurpose&vCores=2&storageGb=77&backupRetentionDays=9&confirm=shop,"
        + " value=\"77\"",
    "pricing-tier, pricing-tier, PATCH, /v1/servers/ID, inventory-service,"
        + " computeTier=GeneralPurpose&vCores=2&storageGb=77&backupRetentionDays=9&confirm=shop,"
        + " name=\"confirm\" value=\"shop\"",
    "drop, drop, DELETE, /v1/servers/ID, inventory-service, confirm=shop, value=\"shop\"",
    "connection-security, connection-security, PUT, /v1/servers/ID/firewall-rules/office,"
        + " network-rules-service, rule=office&startAddress=10.0.0.7, value=\"10.0.0.7\"",
    "connection-security, connection-security/office/remove, DELETE,"
        + " /v1/servers/ID/firewall-rules/office, network-rules-service, '', Add a rule"
  })
  void everyFormComesBackAsItWas(
      String page,
      String path,
      String method,
      String asked,
      String service,
      String form,
      String kept)
      throws Exception {
    services.hangsUpOn(method + " " + asked.replace("ID", ID));

    HttpResponse<String> answer =
        portal.submit("/servers/shop/" + page, "/servers/shop/" + path, fields(form));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .containsPattern("role=\"alert\">\\s*<p>" + service + " can.*may have taken this or not")
        .contains(kept)
        .doesNotContain(PASSWORD);
  }

  private static Map<String, String> fields(String form) {
    return Arrays.stream(form.split("&"))
        .filter(field -> !field.isEmpty())
        .map(field -> field.split("="))
        .collect(Collectors.toMap(field -> field[0], field -> field[1]));
  }

  @Test
  void whatCannotBeShownAgainIsKeptToBeSentOnceMore() throws Exception {
    services
        .hangsUpOn("GET /v1/servers/down")
        .hangsUpOn("POST /v1/restores/" + RESTORE + "/cancel");

    HttpResponse<String> page = portal.submit(RESTORE_PAGE, "/servers/down/restore", RESTORE_FORM);

    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body())
        .contains("inventory-service can", "action=\"/servers/down/restore\"", "Send it again")
        .containsPattern("name=\"_csrf\" value=\"[^\"]{43}\"")
        .contains("name=\"key\" value=\"once\"", "name=\"newServerName\" value=\"shop-kept\"");
    assertThat(portal.submit(RESTORE_PAGE, "/restores/" + RESTORE + "/cancel", Map.of()).body())
        .contains("restore-service can", "action=\"/restores/" + RESTORE + "/cancel\"");
    assertThat(portal.get("/servers/down").body()).doesNotContain("Send it again");
  }

  @Test
  void aSecretIsNeverSentBack() throws Exception {
    services.hangsUpOn("GET /v1/servers/down");

    String page =
        portal
            .submit(
                "/servers/shop/reset-password",
                "/servers/down/reset-password",
                Map.of("password", PASSWORD, "repeatedPassword", PASSWORD))
            .body();

    assertThat(page).contains("inventory-service can").doesNotContain(PASSWORD, "Send it again");
  }
}
