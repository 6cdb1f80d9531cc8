package dev.meridian.backup.catalogue;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.repository.Finding;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads all of a server's archive on demand, one server after the other. The last result of each is
 * kept in memory.
 */
@Component
public class VerifyArchives {

  private static final Logger log = LoggerFactory.getLogger(VerifyArchives.class);

  private final Archives archives;
  private final Clock clock;
  private final Map<UUID, Result> results = new ConcurrentHashMap<>();
  private final Semaphore place = new Semaphore(1);

  VerifyArchives(Archives archives, Clock clock) {
    this.archives = archives;
    this.clock = clock;
  }

  /**
   * How far a verification has come.
   *
   * @param endedAt null while it goes on
   * @param findings what is wrong, once it has ended
   * @param failure why it could not be done
   */
  public record Result(
      Instant startedAt,
      @Nullable Instant endedAt,
      List<Finding> findings,
      @Nullable String failure) {

    /** Whether it goes on. */
    public boolean isRunning() {
      return endedAt == null;
    }
  }

  /** The last verification of a server, if there was one since this service started. */
  public Optional<Result> of(UUID serverId) {
    return Optional.ofNullable(results.get(serverId));
  }

  /** Begins a verification, unless one goes on already. */
  public void begin(ProtectedServer server) {
    Instant now = clock.instant();
    var begun = new Result(now, null, List.of(), null);
    Result current =
        results.compute(server.id(), (id, last) -> last != null && last.isRunning() ? last : begun);
    if (current == begun) {
      Thread.ofVirtual().name("verify-" + server.name()).start(() -> verify(server, now));
    }
  }

  private void verify(ProtectedServer server, Instant startedAt) {
    place.acquireUninterruptibly();
    try {
      List<Finding> findings = archives.of(server).verify();
      findings.forEach(
          finding -> log.error("The archive of {} is damaged: {}", server.name(), finding));
      results.put(server.id(), new Result(startedAt, clock.instant(), findings, null));
    } catch (RuntimeException e) {
      log.warn("Cannot verify the archive of {}: {}", server.name(), e.getMessage());
      results.put(
          server.id(),
          new Result(startedAt, clock.instant(), List.of(), String.valueOf(e.getMessage())));
    } finally {
      place.release();
    }
  }
}
