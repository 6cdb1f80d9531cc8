package dev.meridian.portal.protection;

import dev.meridian.portal.service.Answer;
import dev.meridian.portal.service.Service;
import dev.meridian.portal.service.Services;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Backups and restore windows, as backup-service knows them. */
@Component
public class Protection {

  private static final int LATEST = 5;

  private final Service backup;

  Protection(Services services) {
    this.backup = services.backup();
  }

  /** To when a server can be restored. A server that has just been made has no window yet. */
  public Answer<Window> window(UUID server) {
    return Services.ask(() -> backup.get(path(server, "restore-window"), Window.class));
  }

  /** A server's last backups, the newest first. */
  public Answer<List<Backup>> lastBackups(UUID server) {
    return Services.ask(
        () ->
            backup.get(path(server, "backups"), Listing.class).backups().stream()
                .sorted(Comparator.comparing(Backup::startedAt).reversed())
                .limit(LATEST)
                .toList());
  }

  /** What was found when a server's archive was last read; it may not have been yet. */
  public Answer<Verification> verification(UUID server) {
    return Services.ask(() -> backup.get(path(server, "verification"), Verification.class));
  }

  /** Asks for a backup now. */
  public void backUp(UUID server) {
    backup.post(path(server, "backups"), Map.of());
  }

  private static String path(UUID server, String what) {
    return Service.path("servers", server.toString(), what);
  }

  record Listing(List<Backup> backups) {}

  /** A base backup. */
  public record Backup(
      UUID id,
      String state,
      String reason,
      Instant startedAt,
      @Nullable Long storedBytes,
      @Nullable String failure) {}

  /** To when a server can be restored; null where nothing can be yet. */
  public record Window(@Nullable Instant earliest, @Nullable Instant latest, List<Gap> gaps) {

    /** Whether there is something to restore to. */
    public boolean open() {
      return earliest != null && latest != null;
    }
  }

  /** A time to which the server can't be restored; open-ended while it lasts. */
  public record Gap(Instant from, @Nullable Instant to) {}
}
