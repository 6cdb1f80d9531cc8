package dev.meridian.portal.restore;

import dev.meridian.portal.service.Answer;
import dev.meridian.portal.service.Service;
import dev.meridian.portal.service.Services;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Restores, as restore-service knows them. */
@Component
public class Restores {

  private static final int LATEST = 5;

  private final Service restore;

  Restores(Services services) {
    this.restore = services.restore();
  }

  /** The last restores from a server, the newest first. */
  public Answer<List<Restore>> lastFrom(UUID source) {
    return Services.ask(
        () ->
            restore.get(Service.path("restores"), Restore.Listing.class).restores().stream()
                .filter(one -> one.sourceServerId().equals(source))
                .sorted(Comparator.comparing(Restore::requestedAt).reversed())
                .limit(LATEST)
                .toList());
  }

  /** What is proven of a server. */
  public Answer<Drills> drillsOf(UUID server) {
    return Services.ask(
        () -> restore.get(Service.path("servers", server.toString(), "drills"), Drills.class));
  }

  Restore find(String id) {
    return restore.get(Service.path("restores", id), Restore.class);
  }

  /** Asks for a restore; the same key never begins a second one. */
  Restore request(Map<String, Object> body, String key) {
    return restore.post(
        Service.path("restores"), body, Map.of("Idempotency-Key", key), Restore.class);
  }

  void cancel(String id) {
    restore.post(Service.path("restores", id, "cancel"), Map.of());
  }
}
