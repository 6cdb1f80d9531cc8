package dev.meridian.inventory.server;

import dev.meridian.inventory.rules.Findings;
import dev.meridian.inventory.server.ServerAnnouncements.Rejection;
import dev.meridian.messaging.problem.Refused;
import dev.meridian.security.seal.SealingKey;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Registers servers: those that are asked for here, elsewhere, and by restores. */
@Component
public class RegisterServer {

  private final Servers servers;
  private final AdmitServer admitServer;
  private final PlaceServer placeServer;
  private final CancelRestore cancelRestore;
  private final SealingKey sealingKey;
  private final ServerAnnouncements announcements;

  RegisterServer(
      Servers servers,
      AdmitServer admitServer,
      PlaceServer placeServer,
      CancelRestore cancelRestore,
      SealingKey sealingKey,
      ServerAnnouncements announcements) {
    this.servers = servers;
    this.admitServer = admitServer;
    this.placeServer = placeServer;
    this.cancelRestore = cancelRestore;
    this.sealingKey = sealingKey;
    this.announcements = announcements;
  }

  /**
   * Registers a server that is asked for here; it is placed once that is said.
   *
   * @throws Refused the first thing that is wrong, with all others
   */
  @Transactional
  public Server request(AskedServer asked, AdminPassword password) {
    Findings findings = new Findings();
    password.check(asked.adminLogin(), findings);
    Server server =
        admitServer.admit(
            UUID.randomUUID(), asked, findings, id -> password.sealedFor(id, sealingKey));
    announcements.requested(server);
    return server;
  }

  /**
   * Registers and places a server that was asked for, here or by somebody else; or rejects it,
   * which touches no other server.
   */
  @Transactional
  public void requested(UUID id, AskedServer asked, String sealedVerifier) {
    Optional<Server> known = servers.findByIdForUpdate(id);
    if (known.isPresent()) {
      placeServer.place(known.get());
      return;
    }
    try {
      Findings findings = new Findings();
      findings.require(() -> requireVerifier(sealedVerifier));
      placeServer.place(admitServer.admit(id, asked, findings, _ -> sealedVerifier));
    } catch (Refused refusal) {
      reject(id, String.valueOf(asked.name()), refusal, null);
    }
  }

  /** Registers and places a server that a restore is to make; or rejects it. */
  @Transactional
  public void planned(PlannedServer planned) {
    cancelRestore.lock(planned.restoreId());
    Optional<Server> known = servers.findByIdForUpdate(planned.id());
    if (known.isPresent() && known.get().wasMadeBy(planned.restoreId())) {
      placeServer.place(known.get());
      return;
    }
    try {
      cancelRestore.requireWanted(planned.restoreId());
      if (known.isPresent()) {
        throw Refused.conflict(
            "server-id-taken",
            "There is a server with the id %s already; choose another".formatted(planned.id()));
      }
      placeServer.place(admitServer.admit(planned));
    } catch (Refused refusal) {
      reject(planned.id(), planned.name(), refusal, planned.restoreId());
    }
  }

  private void reject(UUID id, String name, Refused refusal, @Nullable UUID restoreId) {
    announcements.rejected(new Rejection(id, name, refusal.code(), refusal.reason(), restoreId));
  }

  private static void requireVerifier(String sealedVerifier) {
    if (sealedVerifier.isBlank()) {
      throw Refused.invalid(
              "sealed-verifier-missing",
              "A server needs its admin's SCRAM-SHA-256 verifier, sealed with the fleet's key")
          .field("sealedVerifier");
    }
  }
}
