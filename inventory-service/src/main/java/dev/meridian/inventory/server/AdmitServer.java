package dev.meridian.inventory.server;

import dev.meridian.inventory.placement.ChooseRegion;
import dev.meridian.inventory.placement.ChooseRegion.Choice;
import dev.meridian.inventory.pricing.PricingTier;
import dev.meridian.inventory.pricing.Redundancy;
import dev.meridian.inventory.rules.Findings;
import dev.meridian.messaging.problem.Refused;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Holds what is asked for against every rule, the same ones for everybody who asks, and registers
 * it. Leaves the transaction alone when it refuses: its caller may go on with it.
 */
@Component
class AdmitServer {

  private final Servers servers;
  private final ChooseRegion chooseRegion;
  private final Clock clock;

  AdmitServer(Servers servers, ChooseRegion chooseRegion, Clock clock) {
    this.servers = servers;
    this.chooseRegion = chooseRegion;
    this.clock = clock;
  }

  /**
   * Registers a new, empty server.
   *
   * @param findings what is known to be wrong already
   * @param sealedVerifier makes the admin's verifier, once nothing is wrong
   * @throws Refused the first thing that is wrong, with all others
   */
  Server admit(
      UUID id, AskedServer asked, Findings findings, Function<UUID, String> sealedVerifier) {
    Optional<String> name = findings.check(() -> ServerName.checked(asked.name()));
    Optional<PricingTier> tier = asked.pricingTier().withDefaults().checked(findings);
    Optional<String> login = findings.check(() -> AdminLogin.checked(asked.adminLogin()));
    boolean paired = tier.filter(it -> it.backupRedundancy() == Redundancy.Geo).isPresent();
    Optional<Choice> choice =
        chooseRegion.choose(asked.region(), asked.postgresVersion(), paired, findings);
    name.ifPresent(it -> findings.require(() -> claim(it)));
    findings.refuseIfAny();
    Choice chosen = choice.orElseThrow();
    Server server =
        new Server(
            id,
            name.orElseThrow(),
            tier.orElseThrow(),
            login.orElseThrow(),
            chosen.region(),
            chosen.postgresVersion(),
            Origin.empty(),
            clock.instant());
    server.sealedVerifier = sealedVerifier.apply(id);
    servers.save(server);
    return server;
  }

  /**
   * Registers a server that is to be restored. What it is restored from has passed the rules.
   *
   * @throws Refused if it can't have the name
   */
  Server admit(PlannedServer planned) {
    claim(ServerName.checked(planned.name()));
    String sourceName = servers.findById(planned.sourceServerId()).map(Server::name).orElse(null);
    Server server =
        new Server(
            planned.id(),
            planned.name(),
            planned.pricingTier(),
            planned.adminLogin(),
            planned.region(),
            planned.postgresVersion(),
            new Origin(
                Origin.Kind.Restored,
                planned.restoreId(),
                planned.sourceServerId(),
                sourceName,
                planned.targetTime(),
                null,
                planned.plan()),
            clock.instant());
    servers.save(server);
    return server;
  }

  /** One transaction at a time: a name that is free here stays so until this one ends. */
  private void claim(String name) {
    servers.lock(name);
    if (servers.findByNameAndStatusNotIn(name, ServerStatus.NOT_LIVING).isPresent()) {
      throw ServerName.taken(name);
    }
  }
}
