package dev.meridian.security.scram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramVerifierTest {

  private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";

  /** RFC 7677's example: user, pencil. Its keys, from PostgreSQL's own computation. */
  private static final String PENCIL =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
          + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
          + ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

  private final SecureRandom random = new SecureRandom();

  @Test
  void thePasswordOfRfc7677GivesItsKeys() {
    assertThat(verifier("pencil").text()).isEqualTo(PENCIL);
  }

  @ParameterizedTest
  @CsvSource({
    // SASLprep: NFKC, a space for other spaces, nothing for a soft hyphen (RFC 4013, section 3).
    "\u2168, IX",
    "\u00aa, a",
    "I\u00adX, IX",
    "a\u00a0b, a b",
  })
  void passwordsThatSaslprepMakesEqualGiveTheSameKeys(String one, String other) {
    assertThat(verifier(one)).isEqualTo(verifier(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bell\u0007", "\u0627\u0031", "emoji\ud83d\ude00\u00aa"})
  void whatSaslprepProhibitsIsTakenAsItIs(String password) {
    byte[] salt = Base64.getDecoder().decode(SALT);
    assertThat(verifier(password).text()).isEqualTo(RawScram.verifier(password, salt, 4096));
  }

  @Test
  void everyVerifierHasASaltOfItsOwn() {
    char[] password = "Secret-1234".toCharArray();
    assertThat(ScramVerifier.of(password, random)).isNotEqualTo(ScramVerifier.of(password, random));
    assertThat(password).isEqualTo("Secret-1234".toCharArray());
  }

  @Test
  void whatWasMadeHereCanBeRead() {
    ScramVerifier made = ScramVerifier.of("Secret-1234".toCharArray(), random);
    assertThat(ScramVerifier.parse(made.text())).isEqualTo(made);
    assertThat(made.text()).matches("SCRAM-SHA-256\\$4096:.{24}\\$.{44}:.{44}");
  }

  @Test
  void itIsNeverPrinted() {
    assertThat(ScramVerifier.parse(PENCIL)).hasToString("ScramVerifier[redacted]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pencil",
        "md5c2b93e4a8b5b0a0b3d0f3c3c3c3c3c3c",
        "SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==$K:K",
        // fewer iterations, none, zero, too many digits
        "SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-256$:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-256$0:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-256$99999999999:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        // no salt, a salt that isn't Base64, one that isn't canonical
        "SCRAM-SHA-256$4096:$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-256$4096:W22Za$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gR==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        // a key too short, one too few, and something before and after
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=",
        " SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=\n",
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU='; DROP"
      })
  void whatIsNoVerifierIsRefusedAndNotQuoted(String text) {
    assertThatThrownBy(() -> ScramVerifier.parse(text))
        .isInstanceOfSatisfying(
            MalformedVerifier.class,
            refused -> {
              assertThat(refused.code()).isEqualTo("verifier-malformed");
              assertThat(refused.getCause()).isNull();
              if (!text.isEmpty()) {
                assertThat(refused.getMessage()).doesNotContain(text).doesNotContain("W22Z");
              }
            });
  }

  private static ScramVerifier verifier(String password) {
    return ScramVerifier.of(password.toCharArray(), Base64.getDecoder().decode(SALT), 4096);
  }
}
