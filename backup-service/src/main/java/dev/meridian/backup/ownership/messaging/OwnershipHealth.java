package dev.meridian.backup.ownership.messaging;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Which shares of the servers this instance takes care of. It is well with none, too. */
@Component("ownershipHealthIndicator")
class OwnershipHealth implements HealthIndicator {

  private final KafkaOwnership ownership;

  OwnershipHealth(KafkaOwnership ownership) {
    this.ownership = ownership;
  }

  @Override
  public Health health() {
    var shares = ownership.shares();
    return Health.up()
        .withDetail("shares", shares.held().stream().sorted().toList())
        .withDetail("of", shares.count())
        .build();
  }
}
