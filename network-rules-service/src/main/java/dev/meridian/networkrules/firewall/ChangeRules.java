package dev.meridian.networkrules.firewall;

import dev.meridian.messaging.problem.Refused;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Changes who may connect to a server, one change at a time. */
@Component
public class ChangeRules {

  private static final int MOST_RULES = 200;

  private final FindRules findRules;
  private final RuleSets ruleSets;
  private final StoredRules storedRules;
  private final RuleAnnouncements announcements;

  ChangeRules(
      FindRules findRules,
      RuleSets ruleSets,
      StoredRules storedRules,
      RuleAnnouncements announcements) {
    this.findRules = findRules;
    this.ruleSets = ruleSets;
    this.storedRules = storedRules;
    this.announcements = announcements;
  }

  /**
   * Adds a rule, or gives the one of this name other addresses. A rule that is there as it is stays
   * as it is.
   *
   * @return whether it was added
   * @throws Refused {@code too-many-firewall-rules}, {@code server-not-found}, {@code
   *     server-not-ready}
   */
  @Transactional
  public boolean put(String nameOrId, FirewallRule rule) {
    RuleSet ruleSet = findRules.lock(nameOrId);
    Rules present = findRules.rules(ruleSet);
    Optional<FirewallRule> before = present.named(rule.name());
    StoredRule stored = StoredRule.of(ruleSet.serverId(), rule);
    if (before.isEmpty()) {
      requireRoom(present);
      storedRules.save(stored);
      revise(ruleSet);
    } else if (!before.get().equals(rule)) {
      storedRules.update(stored);
      revise(ruleSet);
    }
    return before.isEmpty();
  }

  /**
   * Takes a rule away.
   *
   * @throws Refused {@code firewall-rule-not-found}, {@code server-not-found}, {@code
   *     server-not-ready}
   */
  @Transactional
  public void delete(String nameOrId, String name) {
    RuleSet ruleSet = findRules.lock(nameOrId);
    FirewallRule rule =
        findRules.rules(ruleSet).named(name).orElseThrow(() -> FindRules.notFound(nameOrId, name));
    storedRules.delete(StoredRule.of(ruleSet.serverId(), rule));
    revise(ruleSet);
  }

  /** A server lets in whom this revision names; an older revision doesn't replace a newer one. */
  @Transactional
  public void applied(UUID serverId, long revision) {
    ruleSets.putApplied(serverId, revision);
  }

  private void revise(RuleSet ruleSet) {
    RuleSet revised = ruleSet.revised();
    ruleSets.update(revised);
    announcements.changed(findRules.rules(revised));
  }

  private static void requireRoom(Rules present) {
    if (present.firewallRules().size() >= MOST_RULES) {
      throw Refused.conflict(
          "too-many-firewall-rules",
          "A server has at most %d firewall rules; join some or delete some".formatted(MOST_RULES));
    }
  }
}
