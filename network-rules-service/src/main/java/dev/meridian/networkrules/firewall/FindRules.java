package dev.meridian.networkrules.firewall;

import dev.meridian.messaging.problem.Refused;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Looks rules up. */
@Component
public class FindRules {

  private static final long NONE_APPLIED = -1;

  private final RuleSets ruleSets;
  private final StoredRules storedRules;

  FindRules(RuleSets ruleSets, StoredRules storedRules) {
    this.ruleSets = ruleSets;
    this.storedRules = storedRules;
  }

  /**
   * The rules of a living server, by its name or id.
   *
   * @throws Refused {@code server-not-found}, {@code server-not-ready}
   */
  @Transactional(readOnly = true)
  public Rules of(String nameOrId) {
    return rules(ready(nameOrId));
  }

  /**
   * One rule.
   *
   * @throws Refused {@code firewall-rule-not-found}, or as {@link #of}
   */
  @Transactional(readOnly = true)
  public FirewallRule of(String nameOrId, String rule) {
    return of(nameOrId).named(rule).orElseThrow(() -> notFound(nameOrId, rule));
  }

  /** The rule set, and keeps others from changing it until the transaction ends. */
  RuleSet lock(String nameOrId) {
    RuleSet found = ready(nameOrId);
    return requireReady(ruleSets.findByServerIdForUpdate(found.serverId()).orElse(found), nameOrId);
  }

  Rules rules(RuleSet ruleSet) {
    UUID id = ruleSet.serverId();
    return new Rules(
        id,
        ruleSet.revision(),
        ruleSets.findApplied(id).orElse(NONE_APPLIED),
        storedRules.findByKeyServerIdOrderByKeyName(id).stream().map(StoredRule::rule).toList());
  }

  static Refused notFound(String nameOrId, String rule) {
    return Refused.notFound(
        "firewall-rule-not-found", "Server %s has no rule %s".formatted(nameOrId, rule));
  }

  private RuleSet ready(String nameOrId) {
    return requireReady(find(nameOrId).orElseThrow(() -> noServer(nameOrId)), nameOrId);
  }

  private Optional<RuleSet> find(String nameOrId) {
    return id(nameOrId)
        .flatMap(ruleSets::findByServerId)
        .or(
            () ->
                ruleSets.findByServerNameAndServerStateNotEqual(nameOrId, ServerState.Gone).stream()
                    .findFirst());
  }

  private static RuleSet requireReady(RuleSet ruleSet, String nameOrId) {
    return switch (ruleSet.serverState()) {
      case Provisioned -> ruleSet;
      case Gone -> throw noServer(nameOrId);
      case Placed ->
          throw Refused.conflict(
              "server-not-ready",
              "Server %s is being made; it has rules once it is ready".formatted(nameOrId));
    };
  }

  private static Refused noServer(String nameOrId) {
    return Refused.notFound("server-not-found", "There is no server %s".formatted(nameOrId));
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
