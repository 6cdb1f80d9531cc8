package dev.meridian.host.access;

import dev.meridian.host.server.AddressRange;
import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressSeqRange;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;
import java.util.Arrays;
import java.util.List;

/** Ranges of addresses as CIDR blocks. */
public final class AddressBlocks {

  private static final IPAddressStringParameters PLAIN = plain();

  private AddressBlocks() {}

  /**
   * The fewest blocks that hold exactly these addresses: IPv4 first, then ascending.
   *
   * @throws IllegalArgumentException when a range isn't two addresses of one kind in their order
   */
  public static List<String> of(List<AddressRange> ranges) {
    IPAddressSeqRange[] spans =
        ranges.stream().map(AddressBlocks::span).toArray(IPAddressSeqRange[]::new);
    return Arrays.stream(IPAddressSeqRange.join(spans))
        .flatMap(span -> Arrays.stream(span.spanWithPrefixBlocks()))
        .map(IPAddress::toCanonicalString)
        .toList();
  }

  private static IPAddressSeqRange span(AddressRange range) {
    IPAddress first = address(range.first());
    IPAddress last = address(range.last());
    if (!first.getIPVersion().equals(last.getIPVersion()) || first.compareTo(last) > 0) {
      throw new IllegalArgumentException(
          "Not a range of addresses: from %s to %s".formatted(range.first(), range.last()));
    }
    return first.spanWithRange(last);
  }

  private static IPAddress address(String text) {
    try {
      IPAddress address = new IPAddressString(text, PLAIN).toAddress();
      if (address != null && !address.isMultiple()) {
        return address;
      }
      throw new IllegalArgumentException("Not an IPv4 or IPv6 address: " + text);
    } catch (AddressStringException | IncompatibleAddressException e) {
      throw new IllegalArgumentException("Not an IPv4 or IPv6 address: " + text, e);
    }
  }

  /** Nothing but whole addresses: no prefixes, wildcards, zones, or short forms. */
  private static IPAddressStringParameters plain() {
    IPAddressStringParameters.Builder builder = new IPAddressStringParameters.Builder();
    builder.allowEmpty(false).allowAll(false).allowSingleSegment(false);
    builder.allowPrefix(false).allowMask(false).setRangeOptions(RangeParameters.NO_RANGE);
    builder.getIPv4AddressParametersBuilder().allow_inet_aton(false);
    builder.getIPv6AddressParametersBuilder().allowZone(false);
    return builder.toParams();
  }
}
