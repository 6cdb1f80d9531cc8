package dev.meridian.portal.network;

import dev.meridian.portal.service.Answer;
import dev.meridian.portal.service.Service;
import dev.meridian.portal.service.Services;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Firewall rules, as network-rules-service knows them. */
@Component
public class RuleSets {

  private final Service networkRules;

  RuleSets(Services services) {
    this.networkRules = services.networkRules();
  }

  /** A server's rules; it has some, or none, once it is ready. */
  public Answer<Rules> of(UUID server) {
    return Services.ask(() -> networkRules.get(path(server), Rules.class));
  }

  void put(UUID server, String rule, String start, String end) {
    networkRules.put(path(server, rule), Map.of("startAddress", start, "endAddress", end));
  }

  void remove(UUID server, String rule) {
    networkRules.delete(path(server, rule));
  }

  private static String path(UUID server) {
    return Service.path("servers", server.toString(), "firewall-rules");
  }

  private static String path(UUID server, String rule) {
    return Service.path("servers", server.toString(), "firewall-rules", rule);
  }
}
