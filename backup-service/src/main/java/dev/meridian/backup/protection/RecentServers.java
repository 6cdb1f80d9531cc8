package dev.meridian.backup.protection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * All servers, as of the last change: several workers look at all of them more than once a second.
 */
@Component
class RecentServers {

  /** Should a change go by unheard. */
  private static final long AGE_NANOS = Duration.ofSeconds(10).toNanos();

  private final ProtectedServers servers;
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Read last;

  /**
   * @param changes how many had been heard of before it was read
   */
  private record Read(List<ProtectedServer> servers, long changes, long at) {}

  RecentServers(ProtectedServers servers) {
    this.servers = servers;
  }

  List<ProtectedServer> which(Predicate<ProtectedServer> are) {
    Read known = last;
    if (known == null
        || known.changes() != changes.get()
        || System.nanoTime() - known.at() > AGE_NANOS) {
      long before = changes.get();
      known = new Read(List.copyOf(servers.findAll()), before, System.nanoTime());
      last = known;
    }
    return known.servers().stream().filter(are).toList();
  }

  /** Heard before those who look at all servers because of it. */
  @Order(Ordered.HIGHEST_PRECEDENCE)
  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  void on(ProtectionChanged changed) {
    changes.incrementAndGet();
  }
}
