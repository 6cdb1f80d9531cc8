package dev.meridian.inventory.server;

import dev.meridian.inventory.placement.Regions;
import dev.meridian.inventory.pricing.AskedTier;
import dev.meridian.inventory.pricing.Durability;
import dev.meridian.inventory.pricing.PricingTier;
import dev.meridian.inventory.pricing.Redundancy;
import dev.meridian.inventory.rules.Findings;
import dev.meridian.messaging.problem.Refused;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gives servers other pricing tiers, and commits another thing to wait for. */
@Component
public class ChangePricingTier {

  private final FindServers findServers;
  private final Servers servers;
  private final Regions regions;
  private final ServerAnnouncements announcements;

  ChangePricingTier(
      FindServers findServers,
      Servers servers,
      Regions regions,
      ServerAnnouncements announcements) {
    this.findServers = findServers;
    this.servers = servers;
    this.regions = regions;
    this.announcements = announcements;
  }

  /**
   * Changes what is asked for, and leaves the rest as it is. Says only what became different.
   *
   * @param durability null to leave it as it is
   * @throws Refused if there is no such server, it isn't ready, or can't have that tier
   */
  @Transactional
  public Server change(String nameOrId, AskedTier asked, @Nullable Durability durability) {
    Server server = findServers.lock(nameOrId);
    Readiness.require(server);
    PricingTier present = server.pricingTier();
    PricingTier next = checked(asked.over(present), server);
    server.changeTo(next);
    boolean otherDurability = durability != null && server.changeTo(durability);
    servers.update(server);
    if (!next.backsUpLike(present)) {
      announcements.backupPolicyChanged(server);
    }
    if (!next.runsLike(present)) {
      announcements.pricingTierChanged(server);
    }
    if (otherDurability) {
      announcements.durabilityChanged(server);
    }
    return server;
  }

  /** A server runs with a tier. */
  @Transactional
  public void applied(UUID id, PricingTier tier) {
    servers
        .findByIdForUpdate(id)
        .filter(server -> server.runsWith(tier))
        .ifPresent(servers::update);
  }

  private PricingTier checked(AskedTier asked, Server server) {
    Findings findings = new Findings();
    Optional<PricingTier> tier = asked.checked(findings);
    tier.ifPresent(next -> findings.require(() -> requireNotLess(next, server.pricingTier())));
    tier.filter(next -> next.backupRedundancy() == Redundancy.Geo)
        .ifPresent(_ -> findings.require(() -> regions.requirePair(server.region())));
    findings.refuseIfAny();
    return tier.orElseThrow();
  }

  private static void requireNotLess(PricingTier next, PricingTier present) {
    if (next.storageGb() < present.storageGb()) {
      throw Refused.conflict(
              "storage-cannot-shrink",
              "The server has %d GB of storage, which can grow but not shrink to %d"
                  .formatted(present.storageGb(), next.storageGb()))
          .field("pricingTier.storageGb");
    }
  }
}
