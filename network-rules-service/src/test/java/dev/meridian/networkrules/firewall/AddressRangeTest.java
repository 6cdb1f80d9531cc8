package dev.meridian.networkrules.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.messaging.problem.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 255.255.255.255, 0.0.0.0, 255.255.255.255",
    "203.0.113.7, 203.0.113.7, 203.0.113.7, 203.0.113.7",
    "2001:DB8::1, 2001:0db8:0:0:0:0:0:ff, 2001:db8::1, 2001:db8::ff",
    "::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void aRangeIsKeptInCanonicalForm(String start, String end, String keptStart, String keptEnd) {
    assertThat(AddressRange.asked(start, end)).isEqualTo(new AddressRange(keptStart, keptEnd));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "any",
        "localhost",
        "example.org",
        "10.0.0.0/8",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.1-9",
        "10.0.0.*",
        "010.0.0.1",
        "0x0a000001",
        "167772161",
        "10.0.0.1:5432",
        "10.0.0.1/255.0.0.0",
        "fe80::1%eth0",
        "2001:db8::/32",
        "2001:db8::1::2",
        "2001:db8::*",
        "[2001:db8::1]",
        "12345::1",
      })
  void whatIsNotOneAddressIsRefused(String text) {
    Refused start = refused(text, "10.0.0.1");
    assertThat(start.code()).isEqualTo("address-invalid");
    assertThat(start.facts()).containsEntry("field", "startAddress");

    Refused end = refused("10.0.0.1", text);
    assertThat(end.code()).isEqualTo("address-invalid");
    assertThat(end.facts()).containsEntry("field", "endAddress");
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.2, 10.0.0.1", "10.0.1.0, 10.0.0.255", "2001:db8::2, 2001:db8::1"})
  void aRangeThatStartsAfterItsEndIsRefused(String start, String end) {
    assertThat(refused(start, end).code()).isEqualTo("address-range-reversed");
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 2001:db8::1", "::1, 10.0.0.1"})
  void aRangeOfTwoFamiliesIsRefused(String start, String end) {
    assertThat(refused(start, end).code()).isEqualTo("address-families-differ");
  }

  private static Refused refused(String start, String end) {
    return catchThrowableOfType(Refused.class, () -> AddressRange.asked(start, end));
  }
}
