package dev.meridian.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who doesn't see the page is told at each field what is wrong with it. */
class FieldErrorsTest extends OnOnePortal {

  private static final Pattern FIELD = Pattern.compile("<(?:input|select)\\b[^>]*>");

  @ParameterizedTest
  @CsvSource({
    "/new-server, /servers, POST /v1/servers, name adminLogin adminPassword postgresVersion region"
        + " pricingTier.vCores pricingTier.storageGb pricingTier.backupRetentionDays"
        + " pricingTier.restoreTimeObjective, vCores=2&storageGb=20&backupRetentionDays=7",
    "/new-server, /servers, POST /v1/servers, pricingTier.computeTier"
        + " pricingTier.backupRedundancy, vCores=2&storageGb=20&backupRetentionDays=7",
    "/servers/shop/restore, /servers/shop/restore, POST /v1/restores,"
        + " target.at newServerName pricingTier.storageGb settings,"
        + " time=2026-11-22T10:00:00&zone=UTC&newServerName=x-1",
    "/servers/shop/restore, /servers/shop/restore, POST /v1/restores, target.kind,"
        + " target=latest&newServerName=x-1",
    "/servers/shop/connection-security, /servers/shop/connection-security,"
        + " PUT /v1/servers/ID/firewall-rules/office, name startAddress endAddress,"
        + " rule=office&startAddress=10.0.0.1",
    "/servers/shop/reset-password, /servers/shop/reset-password,"
        + " POST /v1/servers/ID/admin-password, password, password=a&repeatedPassword=a",
    "/servers/shop/reset-password, /servers/shop/reset-password, none, repeatedPassword,"
        + " password=a&repeatedPassword=b",
    "/servers/shop/pricing-tier, /servers/shop/pricing-tier, none, confirm,"
        + " vCores=2&storageGb=20&backupRetentionDays=9",
    "/servers/shop/drop, /servers/shop/drop, none, confirm, confirm=other",
    "/servers/shop/restore, /servers/shop/restore, none, zone,"
        + " time=2026-11-22T10:00:00&zone=Atlantis&newServerName=x-1"
  })
  void eachFieldNamesItsError(String page, String path, String refused, String wrong, String form)
      throws Exception {
    List<String> fields = List.of(wrong.split(" "));
    services.refuses(refused.replace("ID", Shop.ID), 400, problem(fields));

    String answer =
        portal
            .submit(
                page,
                path,
                Arrays.stream(form.split("&"))
                    .map(field -> field.split("="))
                    .collect(Collectors.toMap(field -> field[0], field -> field[1])))
            .body();

    for (String field : fields) {
      String name = name(path, field);
      assertThat(answer).contains("id=\"" + name + "-error\"");
      List<String> tags = tags(answer, name);
      assertThat(tags)
          .as(field)
          .isNotEmpty()
          .allMatch(describedBy(name + "-error"))
          .allMatch(tag -> tag.contains("radio") || tag.contains("aria-invalid=\"true\""));
    }
    assertThat(tags(portal.get(page).body(), "\\w+"))
        .noneMatch(describedBy("\\w+-error"))
        .noneMatch(tag -> tag.contains("aria-invalid"));
  }

  private static String problem(List<String> fields) {
    return fields.stream()
        .map("{\"field\":\"%s\",\"message\":\"Not so\"}"::formatted)
        .collect(Collectors.joining(",", "{\"code\":\"x\",\"errors\":[", "]}"));
  }

  private static String name(String path, String field) {
    Map<String, String> own =
        Map.of(
            "target.at", "time",
            "target.kind", "target",
            "name", path.endsWith("security") ? "rule" : "name");
    return own.getOrDefault(field, field.substring(field.lastIndexOf('.') + 1));
  }

  private static List<String> tags(String page, String name) {
    Pattern named = Pattern.compile(" name=\"" + name + "\"");
    return FIELD
        .matcher(page)
        .results()
        .map(MatchResult::group)
        .filter(tag -> named.matcher(tag).find())
        .toList();
  }

  private static Predicate<String> describedBy(String id) {
    return Pattern.compile(" aria-describedby=\"([^\"]* )?" + id + "\"").asPredicate();
  }
}
