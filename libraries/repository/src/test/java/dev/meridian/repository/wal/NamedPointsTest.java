package dev.meridian.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NamedPointsTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final Lsn AT = new Lsn(0x5000000);

  private final MemoryStore store = new MemoryStore();
  private final ServerArchive archive =
      Repository.openOrCreate(store, RepositoryKey.generate()).server(SERVER);

  @Test
  void pointsAreKeptOnceAndGivenInTheOrderOfTheLog() {
    RestorePoint late = point("vor der Änderung", 5000);
    RestorePoint early = point("same", 10);
    try (WalArchiveWriter writer = archive.walWriter()) {
      writer.putRestorePoint(2, late);
      writer.putRestorePoint(1, early);
      writer.putRestorePoint(1, early);
    }

    assertThat(archive.wal().restorePoints())
        .containsExactly(new NamedPoint(1, early), new NamedPoint(2, late));
    assertThat(store.listAll("servers/" + SERVER + "/restore-points/"))
        .extracting(object -> object.name())
        .containsExactly(
            "servers/" + SERVER + "/restore-points/00000001-0000000005000074",
            "servers/" + SERVER + "/restore-points/00000002-00000000050013F2");
  }

  @Test
  void aPointGoesWithTheLogThatHeldIt() {
    RestorePoint early = point("a", 10);
    RestorePoint late = point("b", 5000);
    try (WalArchiveWriter writer = archive.walWriter()) {
      writer.putRestorePoint(1, early);
      writer.putRestorePoint(1, late);
    }

    archive.wal().deleteBefore(AT.plus(4000));

    assertThat(archive.wal().restorePoints()).containsExactly(new NamedPoint(1, late));
  }

  @Test
  void whatIsNoPointIsDamagedAndIsFoundByVerifying() {
    String name = "servers/" + SERVER + "/restore-points/00000001-0000000005000074";
    try (WalArchiveWriter writer = archive.walWriter()) {
      writer.putRestorePoint(1, point("a", 1000));
    }
    store.putIfAbsent(name, sink -> sink.write(new byte[100]));

    assertThatThrownBy(() -> archive.wal().restorePoints()).isInstanceOf(DamagedObject.class);
    assertThat(archive.wal().verify()).hasSize(1);
    assertThat(List.of(name)).allMatch(each -> archive.wal().verify().toString().contains(each));
  }

  private static RestorePoint point(String name, long at) {
    return new RestorePoint(
        name, Instant.parse("2026-11-22T11:59:59.123456Z"), AT.plus(at), AT.plus(at + 106));
  }
}
