package dev.meridian.host.server;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect to a server. It can be known before the server is, and of servers elsewhere.
 *
 * @param revision an older one never replaces a newer one
 * @param addresses the ranges, each {@code first-last}, one on a line
 * @param appliedRevision the revision that was seen to be in force
 */
@MappedEntity("rule_set")
public record RuleSet(
    @Id UUID serverId, long revision, String addresses, @Nullable Long appliedRevision) {

  static RuleSet of(UUID serverId, long revision, List<AddressRange> ranges) {
    return new RuleSet(serverId, revision, text(ranges), null);
  }

  RuleSet replacedBy(long newRevision, List<AddressRange> ranges) {
    return new RuleSet(serverId, newRevision, text(ranges), appliedRevision);
  }

  /** Whether it isn't in force yet. */
  public boolean isPending() {
    return appliedRevision == null || appliedRevision < revision;
  }

  /** Who may connect. */
  public List<AddressRange> ranges() {
    List<AddressRange> ranges = new ArrayList<>();
    addresses
        .lines()
        .forEach(
            line -> {
              int dash = line.indexOf('-');
              ranges.add(new AddressRange(line.substring(0, dash), line.substring(dash + 1)));
            });
    return List.copyOf(ranges);
  }

  private static String text(List<AddressRange> ranges) {
    StringBuilder text = new StringBuilder();
    ranges.forEach(
        range -> text.append(range.first()).append('-').append(range.last()).append('\n'));
    return text.toString();
  }
}
