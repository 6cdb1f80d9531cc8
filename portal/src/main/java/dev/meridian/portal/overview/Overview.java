package dev.meridian.portal.overview;

import dev.meridian.portal.network.RuleSets;
import dev.meridian.portal.protection.Protection;
import dev.meridian.portal.restore.Restores;
import dev.meridian.portal.server.Server;
import dev.meridian.portal.service.Answer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** All that is known about one server, from every service that knows something. */
@Component
class Overview {

  /** What changes while the page is open. */
  static final Set<String> REGIONS =
      Set.of(
          "essentials",
          "status",
          "unreachable",
          "window",
          "backups",
          "archive",
          "proof",
          "restores");

  private final Protection protection;
  private final RuleSets ruleSets;
  private final Restores restores;
  private final CaCertificate certificate;

  Overview(Protection protection, RuleSets ruleSets, Restores restores, CaCertificate certificate) {
    this.protection = protection;
    this.ruleSets = ruleSets;
    this.restores = restores;
    this.certificate = certificate;
  }

  Map<String, Object> of(Server server) {
    Answer<?> window = protection.window(server.id());
    Answer<?> backups = protection.lastBackups(server.id());
    Answer<?> verification = protection.verification(server.id());
    Answer<?> rules = ruleSets.of(server.id());
    Answer<?> last = restores.lastFrom(server.id());
    Answer<?> drills = restores.drillsOf(server.id());
    Set<String> unreachable = new LinkedHashSet<>();
    Stream.of(window, backups, verification, rules, last, drills)
        .filter(Answer::unreachable)
        .forEach(answer -> unreachable.add(String.valueOf(answer.trouble())));
    Map<String, Object> model = new HashMap<>();
    model.put("server", server);
    model.put("window", window);
    model.put("backups", backups);
    model.put("verification", verification);
    model.put("rules", rules);
    model.put("restores", last);
    model.put("drills", drills);
    model.put("unreachable", unreachable);
    model.put("connection", Connections.of(server, certificate.exists()));
    return model;
  }
}
