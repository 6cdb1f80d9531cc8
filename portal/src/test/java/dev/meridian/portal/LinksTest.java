package dev.meridian.portal;

import static dev.meridian.portal.Shop.ID;
import static dev.meridian.portal.Shop.RESTORE;
import static dev.meridian.portal.Shop.RESTORED;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every link leads to the server that it is about, whatever that one, or another, is called. */
class LinksTest extends OnOnePortal {

  private static final Pattern PATH = Pattern.compile(" (?:href|action)=\"(/servers[^\"]*)\"");

  private static List<String> paths(String page) {
    return PATH.matcher(page).results().map((MatchResult found) -> found.group(1)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"new", "live", "new-server"})
  @Timeout(30) // Were it the stream of the list's changes, it wouldn't end.
  void aServerMayBeCalledAsAPageIs(String name) throws Exception {
    String named = Shop.server("Ready").replace("\"name\":\"shop\"", "\"name\":\"" + name + "\"");
    services.answers("GET /v1/servers/" + name, 200, named);

    HttpResponse<String> page = portal.get("/servers/" + name);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<h1>" + name + "</h1>", "Essentials");
  }

  @Test
  void aServerThatWasAskedForIsFoundByItsId() throws Exception {
    services.answers("POST /v1/servers", 202, Shop.server("Requested"));

    HttpResponse<String> answer =
        portal.submit(
            "/new-server",
            "/servers",
            Map.of("name", "new", "vCores", "2", "storageGb", "20", "backupRetentionDays", "7"));

    assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/servers/" + ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/servers",
        "/servers/shop",
        "/servers/shop/restore",
        "/servers/shop/connection-security",
        "/servers/shop/reset-password",
        "/servers/shop/pricing-tier",
        "/servers/shop/drop",
        "/restores/" + RESTORE
      })
  void noLinkIsByAName(String page) throws Exception {
    services.answers("GET /v1/restores/" + RESTORE, 200, Shop.restore("Completed"));

    assertThat(paths(portal.get(page).body()))
        .anyMatch(path -> path.startsWith("/servers/"))
        .allMatch(path -> path.matches("/servers(/" + ID + "(/.*)?|/" + RESTORED + ")?"));
  }

  @Test
  void aDroppedServerHasNothingButItsRestorePage() throws Exception {
    services
        .answers("GET /v1/servers/" + ID, 200, Shop.server("Dropped"))
        .refuses("GET /v1/servers/shop", 404, "{}");

    String page = portal.get("/servers/" + ID + "/restore").body();

    assertThat(paths(page)).containsOnly("/servers", "/servers/" + ID + "/restore");
    assertThat(page).contains(">Cancel<", ">Dropped<").doesNotContain("Connection security");
    assertThat(portal.get("/servers/" + ID).body())
        .contains(">Restore<", "Essentials")
        .doesNotContain("Connection security", "/reset-password", "/pricing-tier", "/drop");
  }

  @Test
  void whatAServerWasRestoredFromIsFoundByItsId() throws Exception {
    String source = "018f0000-0000-7000-8000-000000000009";
    assertThat(portal.get("/servers/shop").body()).contains("<a>old</a>");
    services.answers(
        "GET /v1/servers/shop",
        200,
        Shop.server("Ready")
            .replace(
                "\"sourceServerName\"",
                "\"sourceServerId\":\"" + source + "\",\"sourceServerName\""));

    assertThat(portal.get("/servers/shop").body())
        .contains("<a href=\"/servers/" + source + "\">old</a>");
  }
}
