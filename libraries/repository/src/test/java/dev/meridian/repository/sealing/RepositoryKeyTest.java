package dev.meridian.repository.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryKeyTest extends KeyWrappingContract {

  private static final String KNOWN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  @Override
  KeyWrapping create() {
    return RepositoryKey.generate();
  }

  @Override
  KeyWrapping followedByAnother(KeyWrapping old) {
    return RepositoryKey.fromBase64(
        RepositoryKey.generate().toBase64() + "\n" + ((RepositoryKey) old).toBase64());
  }

  @Test
  void aKeysNameIsTheBeginningOfItsHash() {
    assertThat(RepositoryKey.fromBase64(KNOWN).keyId()).isEqualTo("77f4e01438418ac3");
    assertThat(RepositoryKey.fromBase64(KNOWN)).hasToString("RepositoryKey[77f4e01438418ac3]");
  }

  @Test
  void theEnvironmentComesBeforeTheFile() {
    String other = RepositoryKey.generate().toBase64();

    assertThat(RepositoryKey.of(" " + KNOWN + "," + other, () -> List.of(other)).toBase64())
        .isEqualTo(KNOWN + "\n" + other);
    assertThat(RepositoryKey.of(null, () -> List.of(KNOWN, other)).toBase64())
        .isEqualTo(KNOWN + "\n" + other);
    assertThat(RepositoryKey.of("", () -> List.of(KNOWN)).toBase64()).isEqualTo(KNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$ecret", "c2VjcmV0", KNOWN + "," + "c2VjcmV0"})
  void aVariableThatIsNoKeyIsNamedAndNotRepeated(String value) {
    assertThatThrownBy(() -> RepositoryKey.of(value, List::of))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MERIDIAN_REPOSITORY_KEY")
        .hasMessageNotContaining("ecret")
        .hasMessageNotContaining("c2Vj")
        .hasNoCause();
  }
}
