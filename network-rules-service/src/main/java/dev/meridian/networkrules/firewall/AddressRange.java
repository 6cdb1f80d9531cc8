package dev.meridian.networkrules.firewall;

import dev.meridian.messaging.problem.Refused;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import org.jspecify.annotations.Nullable;

/** From one address to another of the same family, both in canonical form. */
record AddressRange(String start, String end) {

  /** One address, written out: no host name, prefix, zone, wildcard, range, octal or integer. */
  private static final IPAddressStringParameters PLAIN =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowSingleSegment(false)
          .allowPrefix(false)
          .allowMask(false)
          .allowWildcardedSeparator(false)
          .setRangeOptions(RangeParameters.NO_RANGE)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .allowBinary(false)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .allowBase85(false)
          .allowBinary(false)
          .getParentBuilder()
          .toParams();

  static AddressRange asked(@Nullable String startAddress, @Nullable String endAddress) {
    IPAddress start = address("startAddress", startAddress);
    IPAddress end = address("endAddress", endAddress);
    if (start.getIPVersion() != end.getIPVersion()) {
      throw Refused.invalid(
              "address-families-differ",
              "A rule goes from an IPv4 address to another, or from an IPv6 address to another; got"
                  + " %s and %s".formatted(startAddress, endAddress))
          .field("endAddress");
    }
    if (start.compareTo(end) > 0) {
      throw Refused.invalid(
              "address-range-reversed",
              "%s comes after %s; start with the lower one".formatted(startAddress, endAddress))
          .field("startAddress");
    }
    return new AddressRange(start.toCanonicalString(), end.toCanonicalString());
  }

  private static IPAddress address(String field, @Nullable String text) {
    IPAddress address = text == null ? null : new IPAddressString(text, PLAIN).getAddress();
    if (address == null) {
      throw Refused.invalid(
              "address-invalid",
              "%s is one IPv4 or IPv6 address, such as 203.0.113.7 or 2001:db8::7; got %s"
                  .formatted(field, text == null ? "nothing" : text))
          .field(field);
    }
    return address;
  }
}
