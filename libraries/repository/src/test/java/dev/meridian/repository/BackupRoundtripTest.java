package dev.meridian.repository;

import static dev.meridian.repository.SampleBackups.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.backup.BackedUpFolder;
import dev.meridian.repository.backup.BackedUpLink;
import dev.meridian.repository.backup.BackupReader;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.backup.Tablespace;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.FaultyStore;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.work.ProgressListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupRoundtripTest {

  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private ServerArchive archive;

  @BeforeEach
  void createRepository() {
    var store = DirectoryStore.open(folder.resolve("repository"));
    archive = Repository.create(store, RepositoryKey.generate()).server(UUID.randomUUID());
  }

  @Test
  void filesFoldersAndLinksComeBackAsTheyWere() throws Exception {
    UUID id;
    try (var backup = archive.newBackup()) {
      id = backup.id();
      backup.addFolder(new BackedUpFolder("base", 0, 0700));
      backup.addFolder(new BackedUpFolder("base/1", 0, 0750));
      backup.addFolder(new BackedUpFolder("pg_notify", 0, 0700));
      backup.addLink(new BackedUpLink("linked", 0, "base/1"));
      SampleBackups.addFile(backup, "PG_VERSION", "18\n".getBytes(StandardCharsets.UTF_8));
      SampleBackups.addFile(backup, "base/1/empty", new byte[0]);
      backup.beginFile(new FileHeader("base/1/1259", 0, 4, 0640, Instant.EPOCH));
      backup.write(new byte[] {9, 1, 2, 3, 4, 9}, 1, 4);
      backup.endFile();
      SampleBackups.addFile(backup, "not/announced", new byte[] {5});
      backup.complete(facts());
    }

    Path target = folder.resolve("restored");
    archive.openBackup(id).restore(target, Map.of(), true, ProgressListener.NONE);

    assertThat(target.resolve("PG_VERSION")).hasContent("18\n");
    assertThat(target.resolve("base/1/empty")).isEmptyFile();
    assertThat(target.resolve("base/1/1259")).hasBinaryContent(new byte[] {1, 2, 3, 4});
    assertThat(target.resolve("not/announced")).hasBinaryContent(new byte[] {5});
    assertThat(target.resolve("pg_notify")).isEmptyDirectory();
    assertThat(Files.readSymbolicLink(target.resolve("linked"))).hasToString("base/1");
    assertThat(permissions(target)).isEqualTo("rwx------");
    assertThat(permissions(target.resolve("base/1"))).isEqualTo("rwxr-x---");
    assertThat(permissions(target.resolve("base/1/1259"))).isEqualTo("rw-r-----");
    assertThat(permissions(target.resolve("PG_VERSION"))).isEqualTo("rw-------");
  }

  @Test
  void whatTheServerSaidIsKept() {
    BackupSummary completed;
    try (var backup = archive.newBackup()) {
      backup.addTablespace(new Tablespace(16385, "/mnt/fast"));
      SampleBackups.addFile(backup, "PG_VERSION", new byte[3]);
      completed = backup.complete(facts());
    }

    assertThat(archive.backups()).containsExactly(completed);
    assertThat(archive.backup(completed.id())).contains(completed);
    assertThat(completed.facts()).isEqualTo(facts());
    assertThat(completed.serverId()).isEqualTo(archive.serverId());
    assertThat(completed.tablespaces()).containsExactly(new Tablespace(16385, "/mnt/fast"));
    assertThat(completed.files()).isEqualTo(1);
    assertThat(completed.logicalBytes()).isEqualTo(3);
    assertThat(archive.openBackup(completed.id()).summary()).isEqualTo(completed);
  }

  @Test
  void aBackupOfMoreThanOnePackComesBack() throws Exception {
    var random = new Random(1);
    byte[] large = new byte[2 * MIB + 12345];
    random.nextBytes(large);
    byte[] zeros = new byte[63 * MIB - 77];
    BackupSummary completed;
    try (var backup = archive.newBackup()) {
      SampleBackups.addFile(backup, "small", new byte[] {1, 2, 3});
      SampleBackups.addFile(backup, "zeros", zeros);
      SampleBackups.addFile(backup, "large", large);
      SampleBackups.addFile(backup, "last", new byte[] {4});
      completed = backup.complete(facts());
    }

    BackupReader reader = archive.openBackup(completed.id());
    assertThat(reader.manifest().packs()).hasSize(2);
    assertThat(reader.file("large").orElseThrow().extents()).hasSize(2);
    Path target = folder.resolve("restored");
    List<Long> told = new ArrayList<>();
    reader.restore(target, Map.of(), false, (done, total) -> told.add(done));

    assertThat(Files.readAllBytes(target.resolve("large"))).isEqualTo(large);
    assertThat(Files.readAllBytes(target.resolve("zeros"))).isEqualTo(zeros);
    assertThat(target.resolve("last")).hasBinaryContent(new byte[] {4});
    assertThat(told).isSorted().endsWith(completed.logicalBytes());
    assertThat(completed.storedBytes()).isBetween((long) large.length, large.length + 100_000L);
    assertThat(reader.verify()).isEmpty();
  }

  @Test
  void whatIsMissingIsToldByOneListingForEachBackupWhosePacksItHas() {
    var memory = new MemoryStore();
    var counting = new FaultyStore(memory);
    ServerArchive counted =
        Repository.create(counting, RepositoryKey.generate()).server(UUID.randomUUID());
    BackupSummary base =
        SampleBackups.take(counted, Map.of("large", new byte[130 << 20]), SampleBackups.facts());
    BackupSummary upon;
    try (BackupWriter backup = counted.newBackup(SampleBackups.newId(), base.id())) {
      backup.beginFile(new FileHeader("large", 0, 130 << 20, 0600, SampleBackups.NOON));
      backup.write(SampleBackups.page(1), 0, 8192);
      backup.keep(8192, (130 << 20) - 8192);
      backup.endFile();
      upon = backup.complete(SampleBackups.facts());
    }
    BackupReader reader = counted.openBackup(upon.id());
    assertThat(reader.manifest().packs()).hasSizeGreaterThan(3);
    counting.at(Long.MAX_VALUE, FaultyStore.Fault.FAILS);

    assertThat(reader.missingObjects()).isEmpty();
    assertThat(counting.calls()).isEqualTo(2);

    String gone = pack(base, 1);
    String cut = pack(upon, 0);
    memory.delete(List.of(gone));
    memory.replace(cut, Content.of(memory.readBytes(cut, 0, 1000)));
    assertThat(reader.missingObjects()).containsExactlyInAnyOrder(gone, cut);
  }

  private static String pack(BackupSummary backup, int number) {
    return "servers/%s/backups/%s/pack-%06d".formatted(backup.serverId(), backup.id(), number);
  }

  @Test
  void aSingleFileIsRead() {
    UUID id;
    byte[] label = "START WAL LOCATION: 0/2000028".getBytes(StandardCharsets.UTF_8);
    try (var backup = archive.newBackup()) {
      id = backup.id();
      SampleBackups.addFile(backup, "before", new byte[3 * MIB]);
      SampleBackups.addFile(backup, "backup_label", label);
      backup.complete(facts());
    }

    assertThat(archive.openBackup(id).read("backup_label")).hasValue(label);
    assertThat(archive.openBackup(id).read("recovery.signal")).isEmpty();
  }

  @Test
  void aTablespaceIsRestoredWhereItIsMappedTo() throws Exception {
    UUID id;
    try (var backup = archive.newBackup()) {
      id = backup.id();
      backup.addTablespace(new Tablespace(16385, "/mnt/fast"));
      backup.addTablespace(new Tablespace(16386, "pg_tblspc/16386"));
      backup.addFolder(new BackedUpFolder("pg_tblspc", 0, 0700));
      backup.addLink(new BackedUpLink("pg_tblspc/16385", 0, "/mnt/fast"));
      backup.addFolder(new BackedUpFolder("PG_18_1", 16385, 0700));
      backup.beginFile(new FileHeader("PG_18_1/5/1", 16385, 1, 0600, Instant.EPOCH));
      backup.write(new byte[] {7}, 0, 1);
      backup.endFile();
      backup.beginFile(new FileHeader("PG_18_1/5/2", 16386, 1, 0600, Instant.EPOCH));
      backup.write(new byte[] {8}, 0, 1);
      backup.endFile();
      backup.complete(facts());
    }
    BackupReader reader = archive.openBackup(id);
    Path target = folder.resolve("restored");
    Path fast = folder.resolve("fast");

    assertThatThrownBy(() -> reader.restore(target, Map.of(), false, ProgressListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16385");
    assertThat(target).doesNotExist();
    reader.restore(target, Map.of(16385L, fast), true, ProgressListener.NONE);

    assertThat(fast.resolve("PG_18_1/5/1")).hasBinaryContent(new byte[] {7});
    assertThat(Files.readSymbolicLink(target.resolve("pg_tblspc/16385"))).isEqualTo(fast);
    assertThat(target.resolve("pg_tblspc/16386/PG_18_1/5/2")).hasBinaryContent(new byte[] {8});
  }

  @Test
  void aFolderThatIsNotEmptyIsNotRestoredTo() throws Exception {
    BackupSummary backup = SampleBackups.take(archive, Map.of("a", new byte[1]), facts());
    Path target = Files.createDirectory(folder.resolve("restored"));
    Files.writeString(target.resolve("precious"), "data");

    assertThatThrownBy(
            () ->
                archive
                    .openBackup(backup.id())
                    .restore(target, Map.of(), false, ProgressListener.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(target).isDirectoryContaining(path -> path.endsWith("precious"));
  }

  @Test
  void anAbandonedBackupLeavesNothing() {
    var store = new MemoryStore();
    ServerArchive server = Repository.create(store, RepositoryKey.none()).server(UUID.randomUUID());
    byte[] content = new byte[66 * MIB];
    try (var backup = server.newBackup()) {
      SampleBackups.addFile(backup, "large", content);
    }

    assertThat(server.backups()).isEmpty();
    assertThat(store.listAll("servers/")).isEmpty();
  }

  @Test
  void aFileOfAnotherSizeThanAnnouncedIsRefused() {
    try (var backup = archive.newBackup()) {
      backup.beginFile(new FileHeader("a", 0, 2, 0600, Instant.EPOCH));
      backup.write(new byte[1], 0, 1);
      assertThatThrownBy(backup::endFile).hasMessageContaining("1 bytes, not the 2");
      assertThatThrownBy(() -> backup.write(new byte[2], 0, 2)).hasMessageContaining("more than");
      assertThatThrownBy(() -> backup.complete(facts())).hasMessageContaining("has not ended");
    }
    assertThatThrownBy(() -> new FileHeader("../a", 0, 2, 0600, Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
