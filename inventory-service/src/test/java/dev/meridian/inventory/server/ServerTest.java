package dev.meridian.inventory.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.inventory.pricing.ComputeTier;
import dev.meridian.inventory.pricing.PricingTier;
import dev.meridian.inventory.pricing.Redundancy;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServerTest {

  private static final Endpoint ENDPOINT = new Endpoint("10.0.0.7", 5500);

  private final Server server =
      new Server(
          UUID.randomUUID(),
          "shop",
          tier(2, 7),
          "shopkeeper",
          "north",
          18,
          Origin.empty(),
          Instant.parse("2026-11-22T12:00:00.123456789Z"));

  @Test
  void aNewServerIsRequestedAndKnowsItsMajorVersionOnly() {
    assertThat(server.status()).isEqualTo(ServerStatus.Requested);
    assertThat(server.postgresVersion()).isEqualTo("18");
    assertThat(server.endpoint()).isEmpty();
    assertThat(server.createdAt()).isEqualTo(Instant.parse("2026-11-22T12:00:00.123456Z"));
  }

  @Test
  void aProvisionedServerKnowsItsEndpointAndVersion() {
    assertThat(server.placedOn("h1")).isTrue();
    assertThat(server.provisioned(ENDPOINT, "18.6", null)).isTrue();

    assertThat(server.isReady()).isTrue();
    assertThat(server.hostId()).contains("h1");
    assertThat(server.endpoint()).contains(ENDPOINT);
    assertThat(server.postgresVersion()).isEqualTo("18.6");
  }

  @Test
  void whatComesTooLateMakesNoDifference() {
    server.placedOn("h1");
    server.provisioned(ENDPOINT, "18.6", null);

    assertThat(server.failed("too late")).isFalse();
    assertThat(server.placedOn("h2")).isFalse();
    assertThat(server.statusReason()).isEmpty();
    assertThat(server.hostId()).contains("h1");

    server.dropping();
    assertThat(server.provisioned(new Endpoint("10.0.0.8", 1), "18.7", null)).isFalse();
    assertThat(server.endpoint()).contains(ENDPOINT);
    server.dropped();
    assertThat(server.dropping()).isFalse();
  }

  @Test
  void aTierIsAppliedOnceTheServerRunsWithTheLastOneThatWasAskedFor() {
    server.changeTo(tier(2, 14));
    assertThat(server.pricingTierApplied()).isTrue();

    server.changeTo(tier(8, 14));
    assertThat(server.pricingTierApplied()).isFalse();
    assertThat(server.runsWith(tier(4, 14))).isFalse();
    assertThat(server.pricingTierApplied()).isFalse();
    assertThat(server.runsWith(tier(8, 7))).isTrue();
    assertThat(server.pricingTierApplied()).isTrue();
    assertThat(server.pricingTier()).isEqualTo(tier(8, 14));
  }

  @Test
  void ofPasswordChangesTheLastOneCounts() {
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    server.changePassword(first);
    server.changePassword(second);

    assertThat(server.passwordChanged(first)).isFalse();
    assertThat(server.passwordChange())
        .contains(new PasswordChange(second, PasswordChange.State.Pending, null));
    assertThat(server.passwordChangeFailed(second, "down")).isTrue();
    assertThat(server.passwordChange())
        .contains(new PasswordChange(second, PasswordChange.State.Failed, "down"));

    server.changePassword(first);
    assertThat(server.passwordChange())
        .contains(new PasswordChange(first, PasswordChange.State.Pending, null));
  }

  private static PricingTier tier(int cores, int retention) {
    return new PricingTier(ComputeTier.GeneralPurpose, cores, 32, retention, Redundancy.Local, 300);
  }
}
