package dev.meridian.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.Reason;
import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.repository.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose archive can't be read up to its end, and has no copy. */
@Tag("faults")
class UnreadableLogIT {

  @TempDir Path home;

  @Test
  void itIsProtectedAgainByABackup() throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.start();
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      meridian.awaitLatest(server, commit(server, 1));
      meridian.stop();
      String damaged = damageLastObject(server.id);
      meridian.start();

      BackupCompleted second = meridian.awaitSaid(BackupCompleted.class, server.id, 2).getLast();
      assertThat(second.reason()).isEqualTo(Reason.First);
      meridian.awaitLatest(server, commit(server, 2));
      assertThat(meridian.said(RestoreWindowMoved.class, server.id).getLast().gaps()).isEmpty();
      assertThat(meridian.json("/actuator/health").at("/components/wal").toString())
          .contains(damaged);

      var archive = meridian.archive("north", server.id);
      List<Finding> findings = archive.verify();
      assertThat(findings)
          .as(findings.toString())
          .extracting(Finding::object)
          .containsExactly("servers/%s/wal/00000001/%s".formatted(server.id, damaged));
      meridian.post("/v1/servers/" + server.id + "/backups");
      UUID third = meridian.awaitSaid(BackupCompleted.class, server.id, 3).getLast().backupId();
      try (var restored = RestoredServer.start(archive, second.backupId(), third, server)) {
        assertThat(
                restored.database().query("SELECT string_agg(id::text, ',' ORDER BY id) FROM made"))
            .isEqualTo("1,2");
      }
    }
  }

  private String damageLastObject(UUID server) throws Exception {
    try (var objects =
        Files.list(home.resolve("north/servers/%s/wal/00000001".formatted(server)))) {
      Path last = objects.max(Comparator.naturalOrder()).orElseThrow();
      byte[] bytes = Files.readAllBytes(last);
      bytes[40] ^= 1;
      Files.write(last, bytes);
      return last.getFileName().toString();
    }
  }

  private static Instant commit(RunningServer server, int row) throws Exception {
    server.commit(row);
    return server.lastCommit();
  }
}
