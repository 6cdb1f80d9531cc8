package dev.meridian.security.password;

import static dev.meridian.security.password.PasswordPolicy.Violation.CONTAINS_LOGIN;
import static dev.meridian.security.password.PasswordPolicy.Violation.TOO_FEW_KINDS;
import static dev.meridian.security.password.PasswordPolicy.Violation.TOO_LONG;
import static dev.meridian.security.password.PasswordPolicy.Violation.TOO_SHORT;
import static dev.meridian.security.password.PasswordPolicy.Violation.UNUSABLE_CHARACTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.security.password.PasswordPolicy.Violation;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Passw0rd",
        "passw0rd!",
        "PASSW0RD!",
        "Password!",
        "Größe 123",
        "密码密码密码Aa",
        "a1!a1!a1"
      })
  void threeKindsOfFourAreEnough(String password) {
    assertThat(violations(password)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"passw0rd", "PASSW0RD", "Password", "password!", "12345678!", "密码密码密码密码"})
  void twoKindsAreTooFew(String password) {
    assertThat(violations(password)).containsExactly(TOO_FEW_KINDS);
  }

  @Test
  void eightTo128CharactersWillDo() {
    assertThat(violations("Abcdef1")).containsExactly(TOO_SHORT);
    assertThat(violations("Abcdefg1")).isEmpty();
    assertThat(violations("Ab1" + "x".repeat(125))).isEmpty();
    assertThat(violations("Ab1" + "x".repeat(126))).containsExactly(TOO_LONG);
  }

  @Test
  void aCharacterCountsOnceHoweverManyUnitsItTakes() {
    assertThat(violations("Ab1😀😀😀😀")).containsExactly(TOO_SHORT);
    assertThat(violations("Ab1" + "😀".repeat(125))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shopkeeper-1A", "1A-SHOPKEEPER", "xX1shopKeepeR"})
  void theLoginInItIsFoundInAnyCase(String password) {
    assertThat(PasswordPolicy.violations(password.toCharArray(), "shopkeeper"))
        .containsExactly(CONTAINS_LOGIN);
  }

  @Test
  void aPartOfTheLoginMayBeInIt() {
    assertThat(PasswordPolicy.violations("shopkeep-1A".toCharArray(), "shopkeeper")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Abcdefg1\u0000", "Abcd\nefg1", "Abcdefg1\ud83d"})
  void whatCantBeTypedOrSentIsFound(String password) {
    assertThat(violations(password)).containsExactly(UNUSABLE_CHARACTER);
  }

  @Test
  void allThatIsWrongIsTold() {
    assertThat(PasswordPolicy.violations("bob".toCharArray(), "Bob"))
        .containsExactly(TOO_SHORT, TOO_FEW_KINDS, CONTAINS_LOGIN);
    assertThat(violations("")).containsExactly(TOO_SHORT, TOO_FEW_KINDS);
  }

  @Test
  void everyViolationHasACodeAndSaysWhatWouldWork() {
    assertThat(Arrays.stream(Violation.values()).map(Violation::code))
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("password-[a-z-]+"));
    assertThat(TOO_SHORT.message()).contains("8 characters");
    assertThat(TOO_LONG.message()).contains("128 characters");
  }

  private static List<Violation> violations(String password) {
    return PasswordPolicy.violations(password.toCharArray(), "shopkeeper");
  }
}
