package dev.meridian.portal.server;

import dev.meridian.portal.page.Entered;
import dev.meridian.portal.page.FormErrors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form for a new server as it was filled in. */
record CreateForm(
    @Nullable String name,
    @Nullable String adminLogin,
    @Nullable String adminPassword,
    @Nullable String repeatedPassword,
    @Nullable String postgresVersion,
    @Nullable String region) {

  /** The form's fields by what inventory-service calls them. */
  static final Map<String, String> FIELDS = fields();

  private static Map<String, String> fields() {
    Map<String, String> fields = new HashMap<>(TierForm.FIELDS);
    for (String same :
        new String[] {"name", "adminLogin", "adminPassword", "postgresVersion", "region"}) {
      fields.put(same, same);
    }
    return Map.copyOf(fields);
  }

  Map<String, Object> body(TierForm tier, FormErrors errors) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name == null ? "" : name.strip());
    body.put("adminLogin", adminLogin == null ? "" : adminLogin.strip());
    body.put("adminPassword", adminPassword == null ? "" : adminPassword);
    if (Entered.text(postgresVersion) != null) {
      Integer version = Entered.number("postgresVersion", postgresVersion, errors);
      if (version != null) {
        body.put("postgresVersion", version);
      }
    }
    String inRegion = Entered.text(region);
    if (inRegion != null) {
      body.put("region", inRegion);
    }
    body.put("pricingTier", tier.body(errors));
    NewPassword.check(adminPassword, repeatedPassword, errors);
    return body;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "CreateForm[name=%s]".formatted(name);
  }
}
