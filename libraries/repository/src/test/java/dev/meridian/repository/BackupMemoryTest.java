package dev.meridian.repository;

import static dev.meridian.repository.SampleBackups.facts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.WrappedStore;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a backup and a restore hold does not grow with the number of files. {@code
 * -Dmeridian.memory.files=200000} tries more of them.
 */
class BackupMemoryTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final RepositoryKey KEY = RepositoryKey.generate();
  private static final int FEW = 2000;
  private static final int MANY = Integer.getInteger("meridian.memory.files", 40_000);
  private static final int BYTES_PER_FILE = 100;

  /** Some buffers of 1 MiB that are in use just then, or not. */
  private static final int BUFFERS = 5 << 20;

  @TempDir Path folder;

  private long most;

  /** What is loaded and compiled once, and stays, is not to be counted. */
  @BeforeEach
  void warmUp() {
    liveThrough(FEW);
  }

  @Test
  void aFileCostsFewBytesOfMemory() {
    long bound = (long) MANY * BYTES_PER_FILE + BUFFERS;
    Peaks few = liveThrough(FEW);
    Peaks cost = liveThrough(FEW + MANY).beyond(few);
    for (int again = 0; again < 2 && cost.most() >= bound; again++) {
      // What files cost they cost each time; buffers that happen to be in use do not.
      cost = cost.least(liveThrough(FEW + MANY).beyond(few));
    }

    System.out.printf("Bytes that %d files more cost: %s%n", MANY, cost);
    assertThat(cost.full).isLessThan(bound);
    assertThat(cost.incremental).isLessThan(bound);
    assertThat(cost.restore).isLessThan(bound);
    assertThat(cost.verification).isLessThan(bound);
  }

  private record Peaks(long full, long incremental, long restore, long verification) {

    Peaks beyond(Peaks few) {
      return new Peaks(
          full - few.full,
          incremental - few.incremental,
          restore - few.restore,
          verification - few.verification);
    }

    Peaks least(Peaks other) {
      return new Peaks(
          Math.min(full, other.full),
          Math.min(incremental, other.incremental),
          Math.min(restore, other.restore),
          Math.min(verification, other.verification));
    }

    long most() {
      return Math.max(Math.max(full, incremental), Math.max(restore, verification));
    }
  }

  private Peaks liveThrough(int files) {
    Path home = folder.resolve(UUID.randomUUID().toString());
    Store store = new Measured(DirectoryStore.open(home.resolve("store")));
    ServerArchive archive = Repository.create(store, KEY).server(SERVER);
    UUID full = SampleBackups.newId();
    UUID incremental = SampleBackups.newId();
    return new Peaks(
        peak(() -> take(archive.newBackup(full), files)),
        peak(() -> take(archive.newBackup(incremental, full), files)),
        peak(
            () ->
                archive
                    .openBackup(incremental)
                    .restore(
                        home.resolve("restored"),
                        Map.of(),
                        false,
                        (done, total) -> measure(done == total))),
        peak(() -> assertThat(archive.openBackup(full).verify()).isEmpty()));
  }

  /** The most that was held. */
  private long peak(Runnable work) {
    most = 0;
    work.run();
    return most;
  }

  private void take(BackupWriter writer, int files) {
    try (BackupWriter backup = writer) {
      for (int number = 0; number < files; number++) {
        String path = "base/16384/" + (16384 + number);
        // A few change, the others are as they were.
        byte[] content = (path + (number % 50 == 0 ? backup.id() : "")).getBytes(UTF_8);
        backup.beginFile(new FileHeader(path, 0, content.length, 0600, SampleBackups.NOON));
        backup.write(content, 0, content.length);
        backup.endFile();
        byte[] manifest =
            ("{ \"Path\": \"" + path + "\", \"Checksum\": \"" + path.hashCode() + "\" },\n")
                .getBytes(UTF_8);
        backup.writePostgresManifest(manifest, 0, manifest.length);
      }
      measure(true);
      backup.complete(facts());
    }
  }

  private void measure(boolean now) {
    if (now) {
      most = Math.max(most, used());
    }
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 2; attempt++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  /** Measures when all of a manifest has been written, and when a pack is read. */
  private final class Measured extends WrappedStore {

    Measured(Store store) {
      super(store);
    }

    @Override
    public boolean putIfAbsent(String name, Content content) {
      return super.putIfAbsent(
          name,
          sink -> {
            content.writeTo(sink);
            measure(name.endsWith("manifest"));
          });
    }

    @Override
    public InputStream read(String name, long offset, long length) {
      measure(name.contains("pack-"));
      return super.read(name, offset, length);
    }

    @Override
    protected <T> T call(Supplier<T> real, Runnable part) {
      return real.get();
    }
  }
}
