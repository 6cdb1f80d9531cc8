package dev.meridian.portal.server;

import dev.meridian.portal.page.Entered;
import dev.meridian.portal.page.FormErrors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Pricing Tier panel as it was filled in. */
public record TierForm(
    @Nullable String computeTier,
    @Nullable String vCores,
    @Nullable String storageGb,
    @Nullable String backupRetentionDays,
    @Nullable String backupRedundancy,
    @Nullable String restoreTimeObjective) {

  private static final TierForm USUAL =
      new TierForm("GeneralPurpose", "2", "20", "7", "Local", "PT5M");

  /** The panel's fields by what inventory-service calls them. */
  public static final Map<String, String> FIELDS =
      Map.of(
          "pricingTier.computeTier", "computeTier",
          "pricingTier.vCores", "vCores",
          "pricingTier.storageGb", "storageGb",
          "pricingTier.backupRetentionDays", "backupRetentionDays",
          "pricingTier.backupRedundancy", "backupRedundancy",
          "pricingTier.restoreTimeObjective", "restoreTimeObjective");

  /** As a server has it now. */
  public static TierForm of(Server.Tier tier) {
    return new TierForm(
        tier.computeTier(),
        Integer.toString(tier.vCores()),
        Integer.toString(tier.storageGb()),
        Integer.toString(tier.backupRetentionDays()),
        tier.backupRedundancy(),
        tier.restoreTimeObjective());
  }

  /** With what most people want where nothing was filled in. */
  TierForm withDefaults() {
    return over(USUAL);
  }

  /** With what another one says where nothing was filled in. */
  public TierForm over(TierForm rest) {
    return new TierForm(
        computeTier == null ? rest.computeTier : computeTier,
        vCores == null ? rest.vCores : vCores,
        storageGb == null ? rest.storageGb : storageGb,
        backupRetentionDays == null ? rest.backupRetentionDays : backupRetentionDays,
        backupRedundancy == null ? rest.backupRedundancy : backupRedundancy,
        restoreTimeObjective == null ? rest.restoreTimeObjective : restoreTimeObjective);
  }

  /** As the service wants it; what isn't a number is noted. */
  public Map<String, Object> body(FormErrors errors) {
    Map<String, Object> body = new LinkedHashMap<>();
    put(body, "computeTier", Entered.text(computeTier));
    put(body, "vCores", Entered.number("vCores", vCores, errors));
    put(body, "storageGb", Entered.number("storageGb", storageGb, errors));
    put(
        body,
        "backupRetentionDays",
        Entered.number("backupRetentionDays", backupRetentionDays, errors));
    put(body, "backupRedundancy", Entered.text(backupRedundancy));
    put(body, "restoreTimeObjective", Entered.text(restoreTimeObjective));
    return body;
  }

  private static void put(Map<String, Object> body, String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}
