package dev.meridian.repository;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import dev.meridian.repository.wal.WalArchiveWriter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log of two timelines, and its copy: whatever object of it is lost, that is noticed. */
class ContinuityTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final Lsn START = new Lsn(0x2000000);
  private static final Lsn OLD = new Lsn(0x1000000);
  private static final int PIECE = 1000;

  private final RepositoryKey key = RepositoryKey.generate();
  private final MemoryStore store = new MemoryStore();
  private MemoryStore copied;

  @BeforeEach
  void fill() {
    ServerArchive archive = Repository.create(store, key).server(SERVER);
    SampleBackups.take(archive, Map.of("a", new byte[1]), SampleBackups.facts());
    try (var writer = archive.walWriter()) {
      writer.append(1, OLD, new byte[PIECE], List.of());
      point(writer, "old", OLD);
      for (int piece = 0; piece < 3; piece++) {
        writer.append(1, START.plus(piece * PIECE), new byte[PIECE], List.of());
      }
      point(writer, "new", START);
      writer.putHistory(2, "1\t0/2000BB8\tpromoted\n".getBytes(US_ASCII));
      for (int piece = 3; piece < 6; piece++) {
        writer.append(2, START.plus(piece * PIECE), new byte[PIECE], List.of());
      }
    }
    copied = SampleBackups.copy(store);
  }

  private static void point(WalArchiveWriter writer, String name, Lsn at) {
    writer.putRestorePoint(1, new RestorePoint(name, SampleBackups.NOON, at.plus(8), at.plus(128)));
  }

  private ServerArchive archive() {
    return Repository.open(store, key).server(SERVER);
  }

  private ServerArchive copy() {
    return Repository.open(copied, key).server(SERVER);
  }

  private List<String> names(String part) {
    return copy().objects().stream()
        .map(StoredObject::name)
        .filter(name -> name.contains(part))
        .toList();
  }

  private static boolean isOld(String name) {
    return name.contains("0000000001000");
  }

  @Test
  void whatIsWholeHasLostNothingHoweverOldTheCopyIs() {
    assertThat(archive().gaps()).isEmpty();
    assertThat(archive().lost(copy())).isEmpty();
    copied.delete(names("/wal/00000002/"));
    assertThat(archive().lost(copy())).isEmpty();
    assertThat(copy().filling(archive())).isEmpty();
    assertThat(copy().gaps()).isEmpty();
  }

  @Test
  void eachObjectThatABackupNeedsIsMissedAndNoOther() {
    for (String part : List.of("/wal/", "/timelines/", "/restore-points/")) {
      assertThat(names(part)).isNotEmpty();
      for (String name : names(part)) {
        store.delete(List.of(name));
        assertThat(archive().lost(copy())).isEqualTo(isOld(name) ? List.of() : List.of(name));
        assertThat(archive().heal(name, copy())).isTrue();
      }
    }
  }

  @Test
  void withoutACopyALossIsAGapWhereverSomethingFollows() {
    List<String> needed = names("/wal/").stream().filter(name -> !isOld(name)).toList();
    for (String name : needed.subList(0, 5)) {
      store.delete(List.of(name));
      assertThat(archive().gaps()).extracting(Finding::code).as(name).containsExactly("wal-gap");
      assertThat(archive().verify()).isEqualTo(archive().gaps());
      assertThat(archive().filling(copy())).containsExactly(name);
      archive().heal(name, copy());
    }
  }

  @Test
  void withoutBackupsNoLogIsNeeded() {
    archive().deleteBackup(archive().backups().getFirst().id());
    store.delete(names("/wal/").subList(2, 4));

    assertThat(archive().gaps()).isEmpty();
    assertThat(archive().lost(copy())).isEmpty();
  }
}
