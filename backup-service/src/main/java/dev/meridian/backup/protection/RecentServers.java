package dev.meridian.backup.protection;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** All servers as of a moment ago: several workers look at all of them more than once a second. */
@Component
class RecentServers {

  private static final long AGE_NANOS = Duration.ofMillis(450).toNanos();

  private final ProtectedServers servers;
  private volatile @Nullable Read last;

  private record Read(List<ProtectedServer> servers, long at) {}

  RecentServers(ProtectedServers servers) {
    this.servers = servers;
  }

  List<ProtectedServer> which(Predicate<ProtectedServer> are) {
    Read known = last;
    if (known == null || System.nanoTime() - known.at() > AGE_NANOS) {
      known = new Read(List.copyOf(servers.findAll()), System.nanoTime());
      last = known;
    }
    return known.servers().stream().filter(are).toList();
  }

  /** Heard before those who look at all servers because of it. */
  @Order(Ordered.HIGHEST_PRECEDENCE)
  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  void on(ProtectionChanged changed) {
    last = null;
  }
}
