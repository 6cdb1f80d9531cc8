package dev.meridian.inventory.protection;

import static java.util.stream.Collectors.toMap;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Follows what backup-service says, and shows it. */
@Component
public class FollowProtection {

  private final Protections protections;

  FollowProtection(Protections protections) {
    this.protections = protections;
  }

  /** What can be restored has changed. */
  @Transactional
  public void windowMoved(UUID serverId, @Nullable Instant earliest, @Nullable Instant latest) {
    protections.putWindow(serverId, earliest, latest);
  }

  /** A backup is complete; an older one doesn't replace a newer one. */
  @Transactional
  public void backupCompleted(UUID serverId, UUID backupId, Instant completedAt) {
    protections.putBackup(serverId, backupId, completedAt);
  }

  /** What is known of one server. */
  @Transactional(readOnly = true)
  public Optional<Protection> of(UUID serverId) {
    return protections.findByServerId(serverId);
  }

  /** What is known of every server, by its id. */
  @Transactional(readOnly = true)
  public Map<UUID, Protection> all() {
    return protections.findAll().stream().collect(toMap(Protection::serverId, Function.identity()));
  }
}
