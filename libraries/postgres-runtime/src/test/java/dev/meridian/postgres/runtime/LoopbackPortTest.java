package dev.meridian.postgres.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LoopbackPortTest {

  /** Of 2,000 random ones in 17,000, more than a hundred would be there twice. */
  @Test
  void noPortIsGivenTwice() {
    assertThat(Stream.generate(LoopbackPort::free).limit(2_000)).doesNotHaveDuplicates();
  }
}
