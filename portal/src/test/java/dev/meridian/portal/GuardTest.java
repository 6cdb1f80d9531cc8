package dev.meridian.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other web sites get nowhere. */
class GuardTest {

  private static ScriptedService service;
  private static RunningPortal portal;

  @BeforeAll
  static void start() throws Exception {
    service = new ScriptedService();
    portal = RunningPortal.start(service.url());
  }

  @AfterAll
  static void stop() {
    portal.close();
    service.close();
  }

  @BeforeEach
  void script() {
    service.reset();
    service
        .answers("GET /v1/servers", 200, "{\"servers\":[]}")
        .answers("GET /v1/servers?state=dropped", 200, "{\"servers\":[]}")
        .answers("GET /v1/hosts", 200, "{\"hosts\":[]}")
        .answers("DELETE /v1/servers/shop", 202, "{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/servers", "/portal.css", "/no-such-page", "/api/inventory/v1/servers"})
  void everyAnswerSaysWhatAPageMayDo(String path) throws Exception {
    HttpResponse<String> answer = portal.get(path);

    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("same-origin");
  }

  @Test
  void pagesHoldNoScriptOrStyleOfTheirOwn() throws Exception {
    for (String path : new String[] {"/servers", "/new-server", "/no-such-page"}) {
      assertThat(portal.get(path).body())
          .doesNotContainPattern("<script(?![^>]*src=)")
          .doesNotContain("<style", " style=\"", " onclick=", "hx-on");
    }
  }

  @Test
  void aFormWithoutItsTokenIsRefused() throws Exception {
    HttpResponse<String> answer =
        portal.send(
            "POST", "/servers", "name=shop", "Content-Type", "application/x-www-form-urlencoded");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("reload the page");
    assertThat(service.asked()).isEmpty();
  }

  @Test
  void aTokenThatIsNotTheCookiesIsRefused() throws Exception {
    HttpResponse<String> answer =
        portal.send(
            "POST",
            "/servers",
            "_csrf=" + "b".repeat(43) + "&name=shop",
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Cookie",
            "meridian-form-token=" + "a".repeat(43));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(service.asked()).isEmpty();
  }

  @Test
  void theTokensCookieIsForThePortalAlone() throws Exception {
    assertThat(portal.get("/servers").headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Strict", "Path=/");
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "Origin, https://elsewhere.example",
    "Origin, null"
  })
  void theApiRefusesWhatAnotherSiteAsksFor(String header, String value) throws Exception {
    HttpResponse<String> changing =
        portal.send("DELETE", "/api/inventory/v1/servers/shop", "", header, value);
    HttpResponse<String> reading = portal.get("/api/inventory/v1/servers", header, value);

    assertThat(changing.statusCode()).isEqualTo(403);
    assertThat(changing.body()).contains("origin-not-allowed");
    assertThat(reading.statusCode()).isEqualTo(403);
    assertThat(service.asked()).isEmpty();
  }

  @Test
  void theApiAnswersProgramsAndThePortalsOwnPages() throws Exception {
    String own = portal.url().toString();

    assertThat(portal.send("DELETE", "/api/inventory/v1/servers/shop", "").statusCode())
        .isEqualTo(202);
    assertThat(
            portal.send("DELETE", "/api/inventory/v1/servers/shop", "", "Origin", own).statusCode())
        .isEqualTo(202);
    assertThat(
            portal
                .send(
                    "DELETE", "/api/inventory/v1/servers/shop", "", "Sec-Fetch-Site", "same-origin")
                .statusCode())
        .isEqualTo(202);
  }

  @Test
  void aPageThatAnotherSiteLinksToOpens() throws Exception {
    assertThat(portal.get("/servers", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp"})
  void theApiTakesJsonOnly(String type) throws Exception {
    HttpResponse<String> answer =
        portal.send("POST", "/api/inventory/v1/servers", "{}", "Content-Type", type);

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(service.asked()).isEmpty();
  }

  @Test
  void aNameThatOnlyLeadsHereIsRefused() throws Exception {
    assertThat(portal.get("/servers", "Host", "rebound.example").statusCode()).isEqualTo(421);
    assertThat(portal.get("/api/inventory/v1/servers", "Host", "rebound.example:8080").statusCode())
        .isEqualTo(421);
    assertThat(portal.get("/servers", "Host", "localhost:8080").statusCode()).isEqualTo(200);
  }

  @Test
  void aNameThatIsAllowedIsAnswered() throws Exception {
    try (RunningPortal other =
        RunningPortal.start(
            service.url(), "--meridian.portal.allowed-hosts=meridian.example.com")) {
      assertThat(other.get("/servers", "Host", "meridian.example.com").statusCode()).isEqualTo(200);
      assertThat(other.get("/servers", "Host", "elsewhere.example").statusCode()).isEqualTo(421);
    }
  }

  @Test
  void everyPageSaysWhoCanReachIt() throws Exception {
    for (String path : new String[] {"/servers", "/servers/none", "/no-such-page"}) {
      assertThat(portal.get(path, "Accept", "text/html").body())
          .contains("<footer", "only this machine reaches it");
    }
    assertThat(portal.get("/servers", "Host", "rebound.example", "Accept", "text/html").body())
        .contains("only this machine reaches it");
    try (RunningPortal open = RunningPortal.start(service.url(), "--server.address=0.0.0.0")) {
      assertThat(open.get("/servers").body())
          .contains("everybody who reaches it can do everything");
    }
  }

  @Test
  void healthNeedsNothing() throws Exception {
    assertThat(portal.get("/actuator/health").body()).contains("\"status\":\"UP\"");
  }

  @Test
  void aFormOfThePortalsOwnPageIsTaken() throws Exception {
    service.refuses("POST /v1/servers", 400, "{\"code\":\"x\",\"detail\":\"no\"}");

    assertThat(portal.submit("/new-server", "/servers", Map.of("name", "shop")).statusCode())
        .isNotEqualTo(403);
  }
}
