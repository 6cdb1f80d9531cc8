package dev.meridian.inventory.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.messaging.problem.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"abc", "shop-1159", "a--b", "s01"})
  void aLegalServerNameIsTaken(String name) {
    assertThat(ServerName.checked(name)).isEqualTo(name);
  }

  @Test
  void aServerNameHasAtMost63Characters() {
    assertThat(ServerName.checked("a".repeat(63))).hasSize(63);
    assertThat(codeOf(() -> ServerName.checked("a".repeat(64)))).isEqualTo("server-name-invalid");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "ab", "Abc", "1abc", "-abc", "abc-", "a_b", "a.b", "äbc", "abc\n"})
  void anIllegalServerNameIsRefused(String name) {
    assertThat(codeOf(() -> ServerName.checked(name))).isEqualTo("server-name-invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "shop_keeper", "_x", "admin2", "roots", "p_g", "the_meridian"})
  void aLegalLoginIsTaken(String login) {
    assertThat(AdminLogin.checked(login)).isEqualTo(login);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "1a", "a-b", "a b", "A", "a\"b", "a;b", "ä"})
  void anIllegalLoginIsRefused(String login) {
    assertThat(codeOf(() -> AdminLogin.checked(login))).isEqualTo("admin-login-invalid");
  }

  @Test
  void aLoginHasAtMost63Characters() {
    assertThat(AdminLogin.checked("a".repeat(63))).hasSize(63);
    assertThat(codeOf(() -> AdminLogin.checked("a".repeat(64)))).isEqualTo("admin-login-invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "postgres",
    "public",
    "none",
    "admin",
    "administrator",
    "root",
    "guest",
    "pg_monitor",
    "pg_",
    "meridian",
    "meridian_replication"
  })
  void aLoginOfPostgresOrMeridianIsRefused(String login) {
    assertThat(codeOf(() -> AdminLogin.checked(login))).isEqualTo("admin-login-reserved");
  }

  private static String codeOf(Runnable check) {
    return catchThrowableOfType(Refused.class, check::run).code();
  }
}
