package dev.meridian.backup.http;

import dev.meridian.backup.basebackup.BackupRecords;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.backup.window.RestoreWindows;
import dev.meridian.messaging.problem.Refused;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/servers/{server}")
class BackupController {

  private final NamedServers servers;
  private final BackupRecords backups;
  private final RestoreWindows windows;

  BackupController(NamedServers servers, BackupRecords backups, RestoreWindows windows) {
    this.servers = servers;
    this.backups = backups;
    this.windows = windows;
  }

  record BackupList(List<BackupView> backups) {}

  record Asked(UUID backupId) {}

  @GetMapping("/backups")
  BackupList list(@PathVariable("server") String nameOrId) {
    ProtectedServer server = servers.of(nameOrId);
    return new BackupList(backups.of(server.id()).stream().map(BackupView::of).toList());
  }

  @GetMapping("/backups/{id}")
  BackupView show(@PathVariable("server") String nameOrId, @PathVariable("id") String id) {
    ProtectedServer server = servers.of(nameOrId);
    return backups
        .find(backupId(id))
        .filter(backup -> backup.serverId().equals(server.id()))
        .map(BackupView::of)
        .orElseThrow(
            () ->
                Refused.notFound(
                    "backup-not-found", "Server %s has no backup %s".formatted(server.name(), id)));
  }

  @PostMapping("/backups")
  ResponseEntity<Asked> ask(@PathVariable("server") String nameOrId) {
    ProtectedServer server = servers.of(nameOrId);
    if (!server.isKnown()) {
      throw Refused.conflict(
          "server-unknown",
          "Nothing is known of server %s but its archive; backups are taken again once its host tells of it"
              .formatted(server.name()));
    }
    if (server.state() != ProtectionState.ACTIVE) {
      throw Refused.conflict(
          "server-dropped",
          "Server %s has been dropped or is about to be; its older backups stay"
              .formatted(server.name()));
    }
    UUID id = backups.newId();
    backups.request(server.id(), id);
    return ResponseEntity.accepted()
        .location(URI.create("/v1/servers/%s/backups/%s".formatted(server.id(), id)))
        .body(new Asked(id));
  }

  @GetMapping("/restore-window")
  WindowView window(@PathVariable("server") String nameOrId) {
    ProtectedServer server = servers.of(nameOrId);
    return WindowView.of(server.id(), windows.of(server));
  }

  private static UUID backupId(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("backup-id-invalid", "Not the id of a backup, which is a UUID: " + text)
          .field("id");
    }
  }
}
