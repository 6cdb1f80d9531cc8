package dev.meridian.messaging.health;

import dev.meridian.messaging.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Whether the broker answers. */
public final class BrokerHealth extends AbstractHealthIndicator implements AutoCloseable {

  private static final int PATIENCE_MS = 3_000;

  private final Admin admin;

  /** Of the broker that a service uses. */
  public BrokerHealth(KafkaSettings kafka) {
    super("The broker does not answer");
    Map<String, Object> settings = kafka.client("broker-health");
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    this.admin = Admin.create(settings);
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) throws Exception {
    int brokers = admin.describeCluster().nodes().get(PATIENCE_MS, TimeUnit.MILLISECONDS).size();
    builder.up().withDetail("brokers", brokers);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
