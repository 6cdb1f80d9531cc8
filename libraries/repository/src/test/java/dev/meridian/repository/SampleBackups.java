package dev.meridian.repository;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackedUpFile;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupReader;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Backups for tests. */
public final class SampleBackups {

  static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456Z");

  private SampleBackups() {}

  public static BackupFacts facts() {
    return facts(new Lsn(0x2000028), new Lsn(0x2000120), NOON);
  }

  static BackupFacts facts(Lsn start, Lsn stop, Instant stoppedAt) {
    return new BackupFacts(
        "daily",
        "18.6",
        0xFEDC_BA98_7654_3210L,
        16 << 20,
        1,
        start,
        stop,
        stoppedAt.minus(Duration.ofSeconds(3)),
        stoppedAt);
  }

  static void addFile(BackupWriter backup, String path, byte[] content) {
    backup.beginFile(new FileHeader(path, 0, content.length, 0600, NOON));
    for (int offset = 0; offset < content.length; offset += 100_000) {
      backup.write(content, offset, Math.min(100_000, content.length - offset));
    }
    backup.endFile();
  }

  static MemoryStore copy(MemoryStore original) {
    var copy = new MemoryStore();
    original
        .listAll("")
        .forEach(
            object ->
                copy.putIfAbsent(
                    object.name(),
                    Content.of(original.readBytes(object.name(), 0, (int) object.size()))));
    return copy;
  }

  /** A full one, with a file of 3 MiB, a small one, and a server's manifest. */
  static BackupSummary takeUponNone(ServerArchive archive, BackupFacts facts) {
    try (BackupWriter backup = archive.newBackup()) {
      addFile(backup, "same", new byte[3 << 20]);
      addFile(backup, "small", new byte[] {1});
      backup.writePostgresManifest(new byte[5000], 0, 5000);
      return backup.complete(facts);
    }
  }

  /** An incremental one: the first page of the largest file is new, and a small file changed. */
  static BackupSummary takeUpon(ServerArchive archive, UUID base, BackupFacts facts) {
    try (BackupWriter backup = archive.newBackup(newId(), base)) {
      String path = backup.before(0, "same").isPresent() ? "same" : "large";
      backup.beginFile(new FileHeader(path, 0, 3 << 20, 0600, NOON));
      backup.write(page(base.hashCode()), 0, 8192);
      backup.keep(8192, (3 << 20) - 8192);
      backup.endFile();
      // Another one each time: what is the same is shared.
      addFile(backup, "small", base.toString().getBytes(StandardCharsets.US_ASCII));
      backup.writePostgresManifest(new byte[5000], 0, 5000);
      return backup.complete(facts);
    }
  }

  static List<BackedUpFile> files(BackupReader backup) {
    List<BackedUpFile> files = new ArrayList<>();
    backup.forEachFile(files::add);
    return files;
  }

  /** Of version 7, like those that are given without asking. */
  static UUID newId() {
    return new UUID(
        NOON.toEpochMilli() << 16 | 0x7000, UUID.randomUUID().getLeastSignificantBits());
  }

  static byte[] page(int seed) {
    byte[] page = new byte[8192];
    new Random(seed).nextBytes(page);
    return page;
  }

  public static BackupSummary take(
      ServerArchive archive, Map<String, byte[]> files, BackupFacts facts) {
    try (BackupWriter backup = archive.newBackup()) {
      files.forEach((path, content) -> addFile(backup, path, content));
      return backup.complete(facts);
    }
  }
}
