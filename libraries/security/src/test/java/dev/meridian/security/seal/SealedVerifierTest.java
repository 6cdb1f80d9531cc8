package dev.meridian.security.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedVerifierTest {

  private static final String VERIFIER = "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy";

  private final OpeningKey opening = OpeningKey.generate();
  private final SealingKey sealing = opening.sealingKey();
  private final UUID shop = UUID.randomUUID();

  @Test
  void whatIsSealedForAServerIsOpenedForIt() {
    String sealed = sealing.seal(shop, VERIFIER);
    assertThat(opening.open(shop, sealed)).isEqualTo(VERIFIER);
    assertThat(new String(Base64.getDecoder().decode(sealed))).doesNotContain("SCRAM");
  }

  @Test
  void theSameVerifierIsNeverSealedAlike() {
    assertThat(sealing.seal(shop, VERIFIER)).isNotEqualTo(sealing.seal(shop, VERIFIER));
  }

  @Test
  void whatIsSealedForOneServerCantBeOpenedForAnother() {
    String sealed = sealing.seal(shop, VERIFIER);
    assertUnopenable(opening, UUID.randomUUID(), sealed);
  }

  @Test
  void whatIsSealedForAnotherFleetCantBeOpened() {
    assertUnopenable(OpeningKey.generate(), shop, sealing.seal(shop, VERIFIER));
  }

  @Test
  void whatHasChangedCantBeOpened() {
    byte[] sealed = Base64.getDecoder().decode(sealing.seal(shop, VERIFIER));
    for (int at : new int[] {0, 5, sealed.length / 2, sealed.length - 1}) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      assertUnopenable(opening, shop, Base64.getEncoder().encodeToString(changed));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c2VhbGVk", "not base64!", VERIFIER})
  void whatWasNeverSealedCantBeOpened(String text) {
    assertUnopenable(opening, shop, text);
  }

  @Test
  void keysComeBackFromTheirJson() {
    String sealed = SealingKey.fromJson(sealing.toJson()).seal(shop, VERIFIER);
    assertThat(OpeningKey.fromJson(opening.toJson()).open(shop, sealed)).isEqualTo(VERIFIER);
  }

  @Test
  void thePublicKeyHoldsNoSecret() {
    assertThat(sealing.toJson()).contains("HpkePublicKey").doesNotContain("Private");
  }

  @Test
  void thePrivateKeyIsNoPublicOneNorTheOtherWayRound() {
    assertThatThrownBy(() -> SealingKey.fromJson(opening.toJson()))
        .isInstanceOf(MalformedKey.class);
    assertThatThrownBy(() -> OpeningKey.fromJson(sealing.toJson()))
        .isInstanceOf(MalformedKey.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "null", "[1]", "secret, not json"})
  void whatIsNoKeyIsRefusedAndNotQuoted(String json) {
    assertThatThrownBy(() -> SealingKey.fromJson(json))
        .isInstanceOf(MalformedKey.class)
        .hasNoCause()
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> OpeningKey.fromJson(json)).isInstanceOf(MalformedKey.class);
  }

  private static void assertUnopenable(OpeningKey key, UUID server, String sealed) {
    assertThatThrownBy(() -> key.open(server, sealed))
        .isInstanceOfSatisfying(
            CannotOpen.class,
            refused -> {
              assertThat(refused.code()).isEqualTo("seal-unopenable");
              assertThat(refused).hasNoCause().hasMessageContaining(server.toString());
              assertThat(refused.getMessage()).doesNotContain("SCRAM");
            });
  }
}
