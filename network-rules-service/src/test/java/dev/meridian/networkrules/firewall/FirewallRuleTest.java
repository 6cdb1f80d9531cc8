package dev.meridian.networkrules.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.messaging.problem.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirewallRuleTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "9", "Office_2nd-floor", "ABC"})
  void aLegalNameIsTaken(String name) {
    assertThat(rule(name).name()).isEqualTo(name);
  }

  @Test
  void aNameHasAtMost80Characters() {
    assertThat(rule("a".repeat(80)).name()).hasSize(80);
    assertThat(codeOf("a".repeat(81))).isEqualTo("firewall-rule-name-invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "_a", "a b", "a.b", "ä", "a/b", "a\n"})
  void anIllegalNameIsRefused(String name) {
    assertThat(codeOf(name)).isEqualTo("firewall-rule-name-invalid");
  }

  private static String codeOf(String name) {
    return catchThrowableOfType(Refused.class, () -> rule(name)).code();
  }

  private static FirewallRule rule(String name) {
    return FirewallRule.asked(name, "10.0.0.1", "10.0.0.2");
  }
}
