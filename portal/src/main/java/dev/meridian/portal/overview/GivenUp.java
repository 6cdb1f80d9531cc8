package dev.meridian.portal.overview;

import dev.meridian.portal.page.FormErrors;
import dev.meridian.portal.server.Server;
import java.util.Map;

/**
 * Asks for the server's name where a change of its tier gives something up for good: a part of its
 * restore window, or the copies in another region.
 */
final class GivenUp {

  private GivenUp() {}

  static void check(Server server, Map<String, Object> tier, String confirm, FormErrors errors) {
    int present = server.pricingTier().backupRetentionDays();
    boolean shorter = tier.get("backupRetentionDays") instanceof Integer days && days < present;
    boolean local =
        server.pricingTier().backupRedundancy().equals("Geo")
            && "Local".equals(tier.get("backupRedundancy"));
    if ((shorter || local) && !confirm.strip().equals(server.name())) {
      errors.field(
          "confirm",
          "This gives up %s. Type %s to confirm it"
              .formatted(
                  shorter
                      ? "everything older than %s days".formatted(tier.get("backupRetentionDays"))
                      : "the copies in the paired region",
                  server.name()));
    }
  }
}
