package dev.meridian.networkrules.firewall;

import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Follows the lives of servers. Every one is born with an empty rule set, however it came to its
 * data: a restored server lets in nobody that its source lets in.
 */
@Component
public class FollowServers {

  private final RuleSets ruleSets;
  private final StoredRules storedRules;
  private final RuleAnnouncements announcements;
  private final FindRules findRules;

  FollowServers(
      RuleSets ruleSets,
      StoredRules storedRules,
      RuleAnnouncements announcements,
      FindRules findRules) {
    this.ruleSets = ruleSets;
    this.storedRules = storedRules;
    this.announcements = announcements;
    this.findRules = findRules;
  }

  /** A server will be made. */
  @Transactional
  public void placed(UUID serverId, String name) {
    if (ruleSets.findByServerIdForUpdate(serverId).isEmpty()) {
      ruleSets.save(new RuleSet(serverId, name, ServerState.Placed, 0));
    }
  }

  /** A server runs: it gets its empty rule set, unless it has had one already. */
  @Transactional
  public void provisioned(UUID serverId, String name) {
    RuleSet empty = new RuleSet(serverId, name, ServerState.Provisioned, 0);
    Optional<RuleSet> known = ruleSets.findByServerIdForUpdate(serverId);
    if (known.isEmpty()) {
      ruleSets.save(empty);
      announcements.changed(findRules.rules(empty));
    } else if (known.get().serverState().leadsTo(ServerState.Provisioned)) {
      ruleSets.update(empty);
      announcements.changed(findRules.rules(empty));
    }
  }

  /** A server that was being made will not be. */
  @Transactional
  public void notMade(UUID serverId) {
    ruleSets
        .findByServerIdForUpdate(serverId)
        .filter(ruleSet -> ruleSet.serverState() == ServerState.Placed)
        .ifPresent(this::remove);
  }

  /** A server was dropped: its rules go with it. */
  @Transactional
  public void dropped(UUID serverId) {
    ruleSets
        .findByServerIdForUpdate(serverId)
        .filter(ruleSet -> ruleSet.serverState().leadsTo(ServerState.Gone))
        .ifPresent(this::remove);
  }

  private void remove(RuleSet ruleSet) {
    storedRules.deleteByKeyServerId(ruleSet.serverId());
    ruleSets.update(ruleSet.in(ServerState.Gone));
  }
}
