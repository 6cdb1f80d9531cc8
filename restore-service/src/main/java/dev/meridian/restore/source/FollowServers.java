package dev.meridian.restore.source;

import dev.meridian.postgres.Lsn;
import dev.meridian.restore.plan.Window.Gap;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps up with what happens to servers. */
@Component
@Transactional
public class FollowServers {

  private final SourceServers servers;
  private final RestoreWindows windows;
  private final Clock clock;

  FollowServers(SourceServers servers, RestoreWindows windows, Clock clock) {
    this.servers = servers;
    this.windows = windows;
    this.clock = clock;
  }

  /** A host makes it. */
  public void placed(UUID id, String name, String region, String adminLogin, Tier tier) {
    if (servers.findById(id).isEmpty()) {
      servers.save(
          new SourceServer(
              id,
              name,
              SourceState.Placed,
              region,
              adminLogin,
              tier,
              clock.instant(),
              null,
              null,
              null,
              null));
    }
  }

  /** It runs. */
  public void provisioned(UUID id, String name, String region, String adminLogin, Tier tier) {
    placed(id, name, region, adminLogin, tier);
    become(id, SourceState.Provisioned);
  }

  /** The history that it is to share with its source ends on this timeline of that one's. */
  public void sharesTimeline(UUID id, int timeline) {
    servers.findById(id).ifPresent(server -> servers.update(server.onTimeline(timeline)));
  }

  /** Its data came from another server, up to a position of the log, as of an instant. */
  public void restoredFrom(UUID id, UUID source, Lsn upTo, @Nullable Instant asOf) {
    servers.findById(id).ifPresent(server -> servers.update(server.withOrigin(source, upTo, asOf)));
  }

  /** It isn't to be. */
  public void failed(UUID id) {
    become(id, SourceState.Failed);
  }

  /** One of that name isn't to be; another one of its id, which it would have had, is no matter. */
  public void rejected(UUID id, String name) {
    servers
        .findById(id)
        .filter(server -> server.name().equals(name))
        .ifPresent(_ -> become(id, SourceState.Failed));
  }

  /** It is to go. */
  public void dropping(UUID id) {
    become(id, SourceState.Dropping);
  }

  /** It is gone. */
  public void dropped(UUID id) {
    become(id, SourceState.Dropped);
  }

  /** It has another pricing tier. */
  public void tierChanged(UUID id, Tier tier) {
    servers.findById(id).ifPresent(server -> servers.update(server.withTier(tier)));
  }

  /**
   * Its backups are kept in another way.
   *
   * @param objective how long a restore of it may replay log; null where that stays as it is
   */
  public void backupPolicyChanged(
      UUID id, int retentionDays, String redundancy, @Nullable String objective) {
    servers
        .findById(id)
        .ifPresent(
            server ->
                servers.update(
                    server.withTier(
                        server
                            .tier()
                            .withBackups(
                                retentionDays,
                                redundancy,
                                Objects.requireNonNullElse(
                                    objective, server.tier().restoreTimeObjective())))));
  }

  /** What can be restored of it has changed. */
  public void windowMoved(
      UUID id,
      @Nullable Instant earliest,
      @Nullable Instant latest,
      @Nullable Instant coveredUntil,
      List<Gap> gaps) {
    RestoreWindow window =
        new RestoreWindow(id, earliest, latest, coveredUntil, RestoreWindow.format(gaps));
    if (windows.findByServerId(id).isEmpty()) {
      windows.save(window);
    } else {
      windows.update(window);
    }
  }

  private void become(UUID id, SourceState next) {
    servers
        .findById(id)
        .filter(server -> server.state().canBecome(next))
        .ifPresent(server -> servers.update(server.become(next, clock.instant())));
  }
}
