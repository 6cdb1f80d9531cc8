package dev.meridian.backup.archive;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * Whether each region's repository is where it was. Down if one isn't: nothing of its servers is
 * archived until somebody brings it back, or says that it is lost.
 */
@Component("repositories")
class RepositoryHealth extends AbstractHealthIndicator {

  private final Archives archives;

  RepositoryHealth(Archives archives) {
    super("Cannot tell which repository each region has");
    this.archives = archives;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    health.up();
    for (String region : archives.regions()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      archives.idOf(region).ifPresent(id -> facts.put("repository", id));
      archives
          .refusal(region)
          .ifPresent(
              why -> {
                health.down();
                facts.put("code", why.code());
                facts.put("problem", String.valueOf(why.getMessage()));
              });
      health.withDetail(region, facts);
    }
  }
}
