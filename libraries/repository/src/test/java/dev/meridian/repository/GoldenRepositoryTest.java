package dev.meridian.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackedUpFile;
import dev.meridian.repository.backup.BackedUpFolder;
import dev.meridian.repository.backup.BackedUpLink;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.backup.Tablespace;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.sealing.WrongKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.wal.NamedPoint;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.work.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Repositories as earlier programs wrote them are read for ever: with full backups only (v1), with
 * an incremental one (v2), with digests of pages that the next one is compared with, with a key
 * that followed another and a restore point, and with pages that lie there as their deltas. They
 * were written by {@link #main}; those in the test resources are never written again.
 */
class GoldenRepositoryTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final UUID OF_PAGES = UUID.fromString("0199aaaa-0000-7000-8000-000000000005");
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String OLD_KEY = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";
  private static final String WRAPPED = "v2-wrapped-encrypted";
  private static final String PAGES = "v3-pages-encrypted";
  private static final String PAGES_PLAIN = "v3-pages-plain";
  private static final Lsn START = new Lsn(0x2000000);
  private static final NamedPoint POINT =
      new NamedPoint(
          1,
          new RestorePoint(
              "before the migration",
              SampleBackups.NOON.plusSeconds(2),
              START.plus(2900),
              START.plus(2996)));
  private static final TimelineHistory LINE =
      new TimelineHistory(
          2,
          List.of(new TimelineHistory.Branch(1, START.plus(4000), "no recovery target specified")));

  /** Large enough to have another checksum. */
  private static final byte[] LARGE = new byte[(1 << 20) + 8192];

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1-encrypted",
        "v1-plain",
        "v2-encrypted",
        "v2-plain",
        "v2-compared-encrypted",
        "v2-compared-plain",
        WRAPPED,
        PAGES,
        PAGES_PLAIN
      })
  void itIsRead(String name) throws Exception {
    copy(Path.of("src/test/resources/golden", name), folder.resolve("repository"));
    verifyContents(folder.resolve("repository"), key(name));
  }

  @Test
  void whatIsWrittenTodayReadsTheSame() throws Exception {
    for (String name : List.of(WRAPPED, PAGES, PAGES_PLAIN)) {
      write(folder.resolve(name), name);
      Path restored = Files.createDirectories(folder.resolve("of-" + name));
      verifyContents(folder.resolve(name), key(name), restored);
    }
  }

  @Test
  void ofKeysThatFollowedEachOtherEachIsNamedAndNeeded() throws Exception {
    copy(Path.of("src/test/resources/golden", WRAPPED), folder.resolve("repository"));
    Path repository = folder.resolve("repository");
    Path serverKey = repository.resolve("servers/" + SERVER + "/key.json");
    RepositoryKey present = RepositoryKey.fromBase64(KEY);
    RepositoryKey old = RepositoryKey.fromBase64(OLD_KEY);

    assertThat(Files.readString(repository.resolve("repository.json")))
        .contains("\"checkedBy\":\"" + old.keyId() + "\"");
    assertThat(Files.readString(serverKey)).contains("\"wrappedBy\":\"" + present.keyId() + "\"");
    assertThat(archive(repository, key(WRAPPED)).wal().restorePoints()).containsExactly(POINT);
    assertThatThrownBy(() -> archive(repository, present))
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining(old.keyId());
    assertThatThrownBy(() -> archive(repository, old).backups())
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining(present.keyId());
    // Which key wrapped it is part of what it is bound to.
    Files.writeString(serverKey, Files.readString(serverKey).replace(present.keyId(), old.keyId()));
    assertThatThrownBy(() -> archive(repository, key(WRAPPED)).backups())
        .isInstanceOf(WrongKey.class);
  }

  private static ServerArchive archive(Path repository, RepositoryKey key) {
    return Repository.open(DirectoryStore.open(repository), key).server(SERVER);
  }

  private void verifyContents(Path repository, RepositoryKey key) throws Exception {
    verifyContents(repository, key, folder);
  }

  private static void verifyContents(Path repository, RepositoryKey key, Path folder)
      throws Exception {
    ServerArchive server = archive(repository, key);
    // Its log is made up, without PostgreSQL's records.
    assertThat(server.verify()).extracting(Finding::code).containsOnly("wal-corrupt");
    BackupSummary backup = server.backups().getFirst();
    assertThat(backup.facts()).isEqualTo(SampleBackups.facts());
    assertThat(backup.tablespaces()).containsExactly(new Tablespace(16385, "/mnt/fast"));

    Path target = folder.resolve("restored");
    server
        .openBackup(backup.id())
        .restore(
            target, Map.of(16385L, folder.resolve("tablespace")), false, ProgressListener.NONE);
    assertThat(target.resolve("PG_VERSION")).hasContent("18\n");
    assertThat(target.resolve("base/5/1259")).hasBinaryContent(page());
    assertThat(target.resolve("empty")).isEmptyFile();
    assertThat(target.resolve("pg_notify")).isEmptyDirectory();
    assertThat(Files.readSymbolicLink(target.resolve("link"))).hasToString("base/5");

    if (server.backups().size() > 1) {
      verifyIncremental(server, folder);
    }
    if (server.backups().size() > 2) {
      verifyCompared(server);
    }
    server.backup(OF_PAGES).ifPresent(pages -> verifyPages(server, pages, folder));
    assertThat(server.wal().history(2)).isEqualTo(LINE);
    assertThat(server.wal().read(LINE, START, START.plus(8000)).readAllBytes())
        .isEqualTo(wal(0, 8000));
    assertThat(server.wal().resolve(LINE, START, ends().get(5).at()))
        .isEqualTo(new TargetResolution.Reached(ends().get(6), Optional.of(ends().get(5))));
    assertThat(server.wal().transactionEnds(LINE, START, START.plus(8000))).isEqualTo(ends());
  }

  private static void verifyIncremental(ServerArchive server, Path folder) throws Exception {
    BackupSummary backup = server.backups().get(1);
    assertThat(backup.base()).contains(server.backups().getFirst().id());
    Path target = folder.resolve("restored-incremental");
    server.openBackup(backup.id()).restore(target, Map.of(), false, ProgressListener.NONE);
    byte[] pages = Arrays.copyOf(SampleBackups.page(7), 3 * 8192);
    System.arraycopy(page(), 0, pages, 8192, 8192);
    assertThat(target.resolve("base/5/1259")).hasBinaryContent(pages);
    assertThat(target.resolve("PG_VERSION")).hasContent("18\n");
    assertThat(target.resolve("base/5/2619")).hasBinaryContent(LARGE);
    var manifest = new ByteArrayOutputStream();
    server.openBackup(backup.id()).copyPostgresManifest(manifest);
    assertThat(manifest).hasToString("{\"PostgreSQL-Backup-Manifest-Version\": 2}");
  }

  private static void verifyCompared(ServerArchive server) {
    BackupSummary compared = server.backups().get(3);
    assertThat(server.openBackup(compared.id()).manifest().packs())
        .anyMatch(pack -> !pack.of().equals(compared.id()));
    BackedUpFile file = SampleBackups.files(server.openBackup(compared.id())).getFirst();
    assertThat(server.openBackup(compared.id()).read(file)).isEqualTo(changed());
    try (var next =
        server.newBackup(UUID.fromString("0199aaaa-0000-7000-8000-000000000009"), compared.id())) {
      ComparedFileTest.addCompared(next, "base/5/2619", changed());
      assertThat(next.complete(SampleBackups.facts()).storedBytes()).isZero();
    }
  }

  private static void verifyPages(ServerArchive server, BackupSummary backup, Path folder) {
    Path target = folder.resolve("restored-pages");
    server.openBackup(backup.id()).restore(target, Map.of(), false, ProgressListener.NONE);
    assertThat(target.resolve("base/5/16384")).hasBinaryContent(SamplePages.accounts(200));
    assertThat(target.resolve("base/5/16390")).hasBinaryContent(SamplePages.entries(100));
    assertThat(backup.storedBytes()).isLessThan(30_000);
  }

  /** Writes the golden repositories of this version to the folder that is given. */
  public static void main(String[] folder) {
    for (String name : List.of(PAGES, PAGES_PLAIN)) {
      write(Path.of(folder[0], name), name);
    }
  }

  private static RepositoryKey key(String name) {
    if (name.equals(WRAPPED)) {
      return RepositoryKey.fromBase64(KEY + "," + OLD_KEY);
    }
    return name.endsWith("plain") ? RepositoryKey.none() : RepositoryKey.fromBase64(KEY);
  }

  private static void write(Path to, String name) {
    Repository.create(
        DirectoryStore.open(to),
        name.equals(WRAPPED) ? RepositoryKey.fromBase64(OLD_KEY) : key(name));
    ServerArchive server = archive(to, key(name));
    try (var backup = server.newBackup()) {
      backup.addTablespace(new Tablespace(16385, "/mnt/fast"));
      backup.addFolder(new BackedUpFolder("pg_notify", 0, 0700));
      backup.addLink(new BackedUpLink("link", 0, "base/5"));
      SampleBackups.addFile(backup, "PG_VERSION", "18\n".getBytes(UTF_8));
      SampleBackups.addFile(backup, "base/5/1259", page());
      SampleBackups.addFile(backup, "empty", new byte[0]);
      backup.complete(SampleBackups.facts());
    }
    try (var backup =
        server.newBackup(
            UUID.fromString("0199aaaa-0000-7000-8000-000000000002"),
            server.backups().getFirst().id())) {
      SampleBackups.addFile(backup, "PG_VERSION", "18\n".getBytes(UTF_8));
      backup.beginFile(new FileHeader("base/5/1259", 0, 3 * 8192, 0600, SampleBackups.NOON));
      backup.write(SampleBackups.page(7), 0, 8192);
      backup.keep(0, 8192);
      backup.write(new byte[8192], 0, 8192);
      backup.endFile();
      SampleBackups.addFile(backup, "base/5/2619", LARGE);
      byte[] manifest = "{\"PostgreSQL-Backup-Manifest-Version\": 2}".getBytes(UTF_8);
      backup.writePostgresManifest(manifest, 0, manifest.length);
      backup.complete(
          SampleBackups.facts(
              START.plus(0x4000), START.plus(0x5000), SampleBackups.NOON.plusSeconds(60)));
    }
    compared(server, "0199aaaa-0000-7000-8000-000000000003", 1, LARGE);
    compared(server, "0199aaaa-0000-7000-8000-000000000004", 2, changed());
    pages(server);
    try (var wal = server.walWriter()) {
      wal.append(1, START, wal(0, 1000), ends().subList(0, 1));
      if (name.equals(WRAPPED)) {
        wal.putRestorePoint(POINT.timeline(), POINT.point());
      }
      wal.append(1, START.plus(1000), wal(1000, 4000), ends().subList(1, 4));
      wal.putHistory(2, LINE.format().getBytes(UTF_8));
      wal.append(2, START.plus(4000), wal(4000, 8000), ends().subList(4, 8));
    }
  }

  private static void compared(ServerArchive server, String id, int number, byte[] content) {
    UUID base = server.backups().getLast().id();
    try (var backup = server.newBackup(UUID.fromString(id), base)) {
      ComparedFileTest.addCompared(backup, "base/5/2619", content);
      Lsn at = START.plus(0x4000 + 0x2000L * number);
      backup.complete(
          SampleBackups.facts(
              at, at.plus(0x1000), SampleBackups.NOON.plusSeconds(60 + 60L * number)));
    }
  }

  /** After a file whose length isn't a page's. */
  private static void pages(ServerArchive server) {
    UUID base = server.backups().getLast().id();
    try (var backup = server.newBackup(OF_PAGES, base)) {
      SampleBackups.addFile(backup, "PG_VERSION", "18.1\n".getBytes(UTF_8));
      SampleBackups.addFile(backup, "base/5/16384", SamplePages.accounts(200));
      SampleBackups.addFile(backup, "base/5/16390", SamplePages.entries(100));
      Lsn at = START.plus(0xA000);
      backup.complete(
          SampleBackups.facts(at, at.plus(0x1000), SampleBackups.NOON.plusSeconds(240)));
    }
  }

  private static byte[] changed() {
    byte[] changed = LARGE.clone();
    System.arraycopy(page(), 0, changed, 8192 * 5, 8192);
    return changed;
  }

  private static byte[] page() {
    byte[] page = new byte[8192];
    for (int at = 0; at < page.length; at++) {
      page[at] = (byte) (at * 7);
    }
    return page;
  }

  private static byte[] wal(int from, int to) {
    byte[] bytes = new byte[to - from];
    for (int at = from; at < to; at++) {
      bytes[at - from] = (byte) (at / 3);
    }
    return bytes;
  }

  /** A commit a second, one each thousand bytes, and each third an abort. */
  private static List<TransactionEnd> ends() {
    List<TransactionEnd> ends = new ArrayList<>();
    for (int number = 0; number < 8; number++) {
      Lsn start = START.plus(1000L * number + 800);
      TransactionEnd.Kind kind =
          number % 3 == 1 ? TransactionEnd.Kind.ABORT : TransactionEnd.Kind.COMMIT;
      Instant at = SampleBackups.NOON.plusSeconds(number);
      ends.add(new TransactionEnd(kind, 700 + number, at, start, start.plus(48)));
    }
    return ends;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
