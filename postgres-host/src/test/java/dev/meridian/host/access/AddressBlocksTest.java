package dev.meridian.host.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.host.server.AddressRange;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlocksTest {

  @Test
  void oneAddressIsOneBlock() {
    assertThat(blocks("203.0.113.7-203.0.113.7")).containsExactly("203.0.113.7/32");
    assertThat(blocks("2001:db8::1-2001:db8::1")).containsExactly("2001:db8::1/128");
  }

  @Test
  void aRangeIsTheFewestBlocksThatHoldItAndNothingElse() {
    assertThat(blocks("10.0.0.1-10.0.0.10"))
        .containsExactly(
            "10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/30", "10.0.0.8/31", "10.0.0.10/32");
  }

  @Test
  void allAddressesAreOneBlock() {
    assertThat(blocks("0.0.0.0-255.255.255.255")).containsExactly("0.0.0.0/0");
    assertThat(blocks("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")).containsExactly("::/0");
  }

  @Test
  void rangesThatTouchOrOverlapBecomeOne() {
    assertThat(blocks("10.0.0.0-10.0.0.127", "10.0.0.128-10.0.0.255", "10.0.0.5-10.0.0.9"))
        .containsExactly("10.0.0.0/24");
  }

  @Test
  void noRangeIsNoBlock() {
    assertThat(blocks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.9, 10.0.0.1",
    "10.0.0.1, ::1",
    "10.0.0.0/8, 10.0.0.0/8",
    "10.0.0.*, 10.0.0.*",
    "example.org, example.org",
    "10.1, 10.2",
    "fe80::1%eth0, fe80::2%eth0",
    "'', ''",
    "'10.0.0.1\nhost all all all trust', 10.0.0.2"
  })
  void whatIsNoRangeIsRefused(String first, String last) {
    assertThatThrownBy(() -> AddressBlocks.of(List.of(new AddressRange(first, last))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> blocks(String... ranges) {
    return AddressBlocks.of(
        Arrays.stream(ranges)
            .map(range -> range.split("-"))
            .map(range -> new AddressRange(range[0], range[1]))
            .toList());
  }
}
