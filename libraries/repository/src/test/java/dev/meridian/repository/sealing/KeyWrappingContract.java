package dev.meridian.repository.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What everything that wraps data keys has to do. */
abstract class KeyWrappingContract {

  private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** One that wraps with a key of its own. */
  abstract KeyWrapping create();

  /** What {@code old} becomes when it gets a new key and keeps what it had. */
  abstract KeyWrapping followedByAnother(KeyWrapping old);

  @Test
  void whatWasWrappedIsUnwrapped() {
    KeyWrapping keys = create();

    byte[] wrapped = keys.wrap(SECRET, "purpose");

    assertThat(keys.encrypts()).isTrue();
    assertThat(keys.unwrap(wrapped, "purpose", "it")).isEqualTo(SECRET);
    assertThat(keys.unwrap(keys.wrap(new byte[0], "none"), "none", "it")).isEmpty();
    assertThat(wrapped.length).isLessThan(16 << 10);
    assertThat(new String(wrapped, StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(SECRET, StandardCharsets.ISO_8859_1));
    assertThat(keys.wrap(SECRET, "purpose")).isNotEqualTo(wrapped);
  }

  @Test
  void anythingElseIsRefusedWithItsName() {
    KeyWrapping keys = create();
    byte[] wrapped = keys.wrap(SECRET, "purpose");

    assertThatThrownBy(() -> keys.unwrap(wrapped, "another purpose", "that thing"))
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining("that thing");
    assertThatThrownBy(() -> create().unwrap(wrapped, "purpose", "that thing"))
        .isInstanceOf(WrongKey.class);
    for (int at = 0; at < wrapped.length; at++) {
      byte[] changed = wrapped.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> keys.unwrap(changed, "purpose", "that thing"))
          .isInstanceOf(WrongKey.class);
    }
    for (int length : new int[] {0, 1, wrapped.length - 1}) {
      assertThatThrownBy(() -> keys.unwrap(Arrays.copyOf(wrapped, length), "purpose", "that thing"))
          .isInstanceOf(WrongKey.class);
    }
  }

  @Test
  void aNewKeyOpensWhatTheOldOneWrapped() {
    KeyWrapping old = create();
    byte[] wrapped = old.wrap(SECRET, "purpose");

    KeyWrapping present = followedByAnother(old);

    assertThat(present.unwrap(wrapped, "purpose", "it")).isEqualTo(SECRET);
    assertThat(present.keyId()).isNotEqualTo(old.keyId());
    byte[] later = present.wrap(SECRET, "purpose");
    assertThat(present.unwrap(later, "purpose", "it")).isEqualTo(SECRET);
    assertThatThrownBy(() -> old.unwrap(later, "purpose", "it")).isInstanceOf(WrongKey.class);
  }

  @Test
  void aKeysNameIsTheSameAlwaysAndNoSecret() {
    KeyWrapping keys = create();

    assertThat(keys.keyId()).isEqualTo(keys.keyId()).isNotEqualTo(create().keyId());
    assertThat(keys.keyId().length()).isBetween(1, 200);
  }
}
