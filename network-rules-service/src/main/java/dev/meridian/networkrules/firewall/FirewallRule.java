package dev.meridian.networkrules.firewall;

import dev.meridian.messaging.problem.Refused;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that may connect, IPv4 or IPv6, from the first to the last, both included, in their
 * canonical form.
 *
 * @param name unique in its rule set
 */
public record FirewallRule(String name, String startAddress, String endAddress) {

  private static final Pattern LEGAL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,79}");

  /**
   * A rule as somebody asks for it.
   *
   * @throws Refused {@code firewall-rule-name-invalid}, {@code address-invalid}, {@code
   *     address-families-differ}, {@code address-range-reversed}
   */
  public static FirewallRule asked(
      String name, @Nullable String startAddress, @Nullable String endAddress) {
    requireName(name);
    AddressRange range = AddressRange.asked(startAddress, endAddress);
    return new FirewallRule(name, range.start(), range.end());
  }

  private static void requireName(String name) {
    if (!LEGAL_NAME.matcher(name).matches()) {
      throw Refused.invalid(
              "firewall-rule-name-invalid",
              "A rule's name has 1 to 80 letters (a–z, A–Z), digits, '-' and '_', and starts with a"
                  + " letter or a digit")
          .field("name");
    }
  }
}
