package dev.meridian.backup.wal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * How it stands with every server's log. A server that can't be reached doesn't make this service
 * unhealthy: it is shown with its problem.
 */
@Component("wal")
class LogHealth implements HealthIndicator {

  private final WalReceivers receivers;

  LogHealth(WalReceivers receivers) {
    this.receivers = receivers;
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up();
    receivers
        .all()
        .forEach((server, status) -> health.withDetail(server.id().toString(), facts(status)));
    return health.build();
  }

  private static Map<String, Object> facts(LogStatus status) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("state", status.state());
    facts.put("safe", status.safe().toString());
    facts.put("lagBytes", status.lagBytes());
    if (status.problem() != null) {
      facts.put("problem", status.problem());
    }
    return facts;
  }
}
