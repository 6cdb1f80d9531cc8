package dev.meridian.portal.network;

import dev.meridian.portal.page.Entered;
import dev.meridian.portal.page.FormErrors;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form for a firewall rule as it was filled in. Without an end it is about one address. */
record RuleForm(@Nullable String rule, @Nullable String startAddress, @Nullable String endAddress) {

  static final RuleForm EMPTY = new RuleForm(null, null, null);

  /** The form's fields by what network-rules-service calls them. */
  static final Map<String, String> FIELDS =
      Map.of("name", "rule", "startAddress", "startAddress", "endAddress", "endAddress");

  /** Lets one address in, that of whoever asks. */
  static RuleForm only(String address) {
    return new RuleForm("client-" + address.replaceAll("[^A-Za-z0-9]+", "-"), address, null);
  }

  FormErrors check() {
    FormErrors errors = new FormErrors();
    if (Entered.text(rule) == null) {
      errors.field("rule", "Give the rule a name, such as office");
    }
    if (Entered.text(startAddress) == null) {
      errors.field("startAddress", "Enter an address, such as 203.0.113.7");
    }
    return errors;
  }

  String name() {
    return String.valueOf(Entered.text(rule));
  }

  String start() {
    return String.valueOf(Entered.text(startAddress));
  }

  String end() {
    String end = Entered.text(endAddress);
    return end == null ? start() : end;
  }
}
