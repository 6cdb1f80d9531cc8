package dev.meridian.host.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAuthenticationTest {

  @Test
  void withoutRulesOnlyMeridianGetsIn() {
    assertThat(lines(ClientAuthentication.rules(List.of())))
        .containsExactly(
            "local all meridian peer map=meridian",
            "hostssl replication meridian_replication all cert",
            "hostssl all meridian,meridian_replication all reject");
  }

  @Test
  void everyBlockLetsInByPasswordOverTlsAfterMeridiansOwnRolesAreRejected() {
    assertThat(lines(ClientAuthentication.rules(List.of("10.0.0.0/24", "::1/128"))))
        .endsWith(
            "hostssl all meridian,meridian_replication all reject",
            "hostssl all all 10.0.0.0/24 scram-sha-256",
            "hostssl all all ::1/128 scram-sha-256");
  }

  @Test
  void theSuperuserIsTheUserOfThisProcess() {
    assertThat(lines(ClientAuthentication.identities("meridian host")))
        .containsExactly("meridian \"meridian host\" meridian");
  }

  private static List<String> lines(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceAll(" +", " "))
        .toList();
  }
}
