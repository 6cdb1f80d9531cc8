package dev.meridian.host.provision;

import dev.meridian.host.access.Roles;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.server.Announcements.Provisioned;
import dev.meridian.host.server.Server;
import dev.meridian.host.session.Session;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.scram.ScramVerifier;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Makes a new, empty server, open to nobody. */
@Component
public class CreateServer {

  private static final long EMPTY_BYTES = 128L * 1024 * 1024;
  private static final Duration START = Duration.ofMinutes(2);

  private final Checks checks;
  private final Instances instances;
  private final FleetDirectory fleet;

  CreateServer(Checks checks, Instances instances, FleetDirectory fleet) {
    this.checks = checks;
    this.instances = instances;
    this.fleet = fleet;
  }

  /**
   * Makes the server. What an earlier attempt left of it is removed first; what a failed one leaves
   * is removed before this ends.
   *
   * @param sealedVerifier the admin's, sealed for this server
   * @throws ProvisioningFailure when it can't be made
   */
  public Provisioned create(Server server, String sealedVerifier, ProgressSink progress) {
    try {
      progress.begins("check");
      checks.requireVersion(server);
      ScramVerifier verifier =
          ScramVerifier.parse(fleet.openingKey().open(server.id(), sealedVerifier));
      Instance instance = instances.of(server);
      instance.destroy();
      checks.require(server, EMPTY_BYTES);
      return Attempt.on(instance, () -> make(server, instance, verifier, progress));
    } catch (RuntimeException e) {
      throw ProvisioningFailure.of(e);
    }
  }

  private Provisioned make(
      Server server, Instance instance, ScramVerifier verifier, ProgressSink progress) {
    progress.begins("initialize");
    instance.initialize();
    instance.configure(instances.configuration(server), List.of());
    progress.begins("start");
    instance.start(START);
    try (Session session = instance.connect("postgres")) {
      Roles.create(session, server.postgresVersion(), server.adminLogin(), verifier);
    }
    // No database can be copied from one that somebody is connected to.
    try (Session session = instance.connect("template1")) {
      Roles.allowRestorePoints(session, server.adminLogin());
    }
    try (Session session = instance.connect("postgres")) {
      Roles.createDatabase(session, server.adminLogin());
    }
    Instance.Identity identity = instance.identity();
    return new Provisioned(
        identity.version(), identity.systemIdentifier(), identity.timeline(), null);
  }
}
