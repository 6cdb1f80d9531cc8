package dev.meridian.restore.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.regions.Region;
import dev.meridian.regions.Regions;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.restore.TestArchive;
import dev.meridian.restore.archive.Archives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeRouteTest {

  private static final RepositoryKey KEY = RepositoryKey.generate();
  private static final UUID SERVER = UUID.randomUUID();

  @TempDir Path directory;
  private TestArchive archive;
  private BackupSummary oldest;
  private BackupSummary older;
  private BackupSummary newest;

  @BeforeEach
  void createArchive() {
    archive = new TestArchive(directory, KEY, SERVER);
    oldest = archive.backup(at("10:00:00"), 1000);
    older = archive.backup(at("11:00:00"), 9000);
    newest = archive.backup(at("12:00:00"), 1000);
    archive.commit(at("12:00:10"));
    archive.archive();
  }

  @Test
  void whatIsWholeIsTakenAsItWasPlannedAndNothingIsSaid() {
    Outcome.Planned planned = planned();

    assertThat(whole(Pace.UNKNOWN)).isEqualTo(planned);
    assertThat(planned.backup().id()).isEqualTo(newest.id());
    assertThat(planned.passedOver()).isNull();
  }

  @Test
  void theNewestOfTheOthersIsTakenAndTheFastestOnceThatIsKnown() throws Exception {
    lose(archive.packOf(newest));

    Outcome.Planned next = (Outcome.Planned) whole(Pace.UNKNOWN);
    assertThat(next.backup().id()).isEqualTo(older.id());
    assertThat(next.plan().walTo()).isEqualTo(planned().plan().walTo());
    assertThat(next.plan().targetLsn()).isEqualTo(planned().plan().targetLsn());
    assertThat(Objects.requireNonNull(next.passedOver()))
        .isEqualTo(new MissingObjects(newest.id(), "here", List.of(archive.packOf(newest))));
    Pace data = (backupBytes, walBytes) -> Optional.of(Duration.ofSeconds(backupBytes));
    assertThat(((Outcome.Planned) whole(data)).backup().id()).isEqualTo(oldest.id());
  }

  @Test
  void oneThatLacksObjectsTooIsNoneOfThem() throws Exception {
    lose(archive.packOf(newest));
    lose(archive.packOf(older));

    assertThat(((Outcome.Planned) whole(Pace.UNKNOWN)).backup().id()).isEqualTo(oldest.id());
  }

  @Test
  void aBackupOfWhichTheListOfFilesIsDamagedIsPassedOver() throws Exception {
    Path manifest =
        directory.resolve("servers/%s/backups/%s/manifest".formatted(SERVER, newest.id()));
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[bytes.length - 1] ^= 1;
    Files.delete(manifest);
    Files.write(manifest, bytes);

    assertThat(planned().backup().id()).isEqualTo(newest.id());
    assertThat(((Outcome.Planned) whole(Pace.UNKNOWN)).backup().id()).isEqualTo(older.id());
  }

  @Test
  void whereTheLogIsCutShortNoBackupHelpsAndItIsNamed() throws Exception {
    Outcome.Planned planned = planned();
    String log = "servers/" + SERVER + "/wal/00000001/";
    try (var objects = Files.list(directory.resolve(log))) {
      Path last = objects.max(Comparator.naturalOrder()).orElseThrow();
      Files.delete(last);
      Files.write(last, new byte[20]);

      Outcome.Impossible refused =
          (Outcome.Impossible) new WholeRoute(catalogue(), () -> Pace.UNKNOWN).of(planned);

      assertThat(refused.code()).isEqualTo("objects-missing");
      assertThat(Objects.requireNonNull(refused.missing()).names())
          .containsExactly(log + last.getFileName());
      assertThat(refused.reason()).contains(last.getFileName().toString(), "another instant");
    }
  }

  @Test
  void ofManyAFewAreSaidAndHowManyThereAre() {
    List<String> five = List.of("a", "b", "c", "d", "e");

    assertThat(new MissingObjects(SERVER, "here", five).text())
        .isEqualTo(
            "5 objects are missing or cut short that a restore from backup %s needs: a, b, c and 2 more"
                .formatted(SERVER));
    assertThat(new MissingObjects(SERVER, "here", five.subList(0, 1)).text())
        .startsWith("1 object is missing")
        .endsWith("needs: a");
  }

  private void lose(String object) throws IOException {
    Files.delete(directory.resolve(object));
  }

  private Outcome whole(Pace pace) {
    return new WholeRoute(catalogue(), () -> pace).of(planned());
  }

  private Outcome.Planned planned() {
    return (Outcome.Planned)
        PlanRestore.plan(
            catalogue(), new Knowledge(SERVER, "here", null, false), Target.LATEST, Pace.UNKNOWN);
  }

  private Catalogue catalogue() {
    return new Archives(
            new Regions(List.of(new Region("here", directory.toString(), null, null)), () -> KEY))
        .catalogue("here", SERVER);
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-22T" + time + "Z");
  }
}
