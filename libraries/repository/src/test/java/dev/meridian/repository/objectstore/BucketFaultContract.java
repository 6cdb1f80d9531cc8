package dev.meridian.repository.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.Repository;
import dev.meridian.repository.SampleBackups;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.work.ProgressListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups by HTTP that fails: what every object store has to stand. */
@Tag("faults")
abstract class BucketFaultContract {

  @TempDir Path folder;

  private FaultProxy proxy;
  private String place;

  /** Where the server is. */
  protected abstract String endpoint() throws Exception;

  /** Makes a new place for objects, and says its name. */
  protected abstract String newPlace() throws Exception;

  /** A place, at the server or at what stands before it. */
  protected abstract Bucket bucket(String place, StoreSettings settings) throws Exception;

  @BeforeEach
  void startProxy() throws Exception {
    proxy = new FaultProxy(endpoint(), 17);
    place = newPlace();
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
  }

  private BucketStore store(String at, Duration timeout) throws Exception {
    return new BucketStore(
        bucket(place, new StoreSettings(at, null, null, timeout)), BucketContract.PREFIX);
  }

  @Test
  void aBackupIsTakenAndRestoredWhileOneCallInTenFails() throws Exception {
    BucketStore store = store(proxy.endpoint(), Duration.ofSeconds(3));
    proxy.failing(0.1);
    byte[] large = new byte[17 << 20];
    new Random(1).nextBytes(large);
    RepositoryKey key = RepositoryKey.generate();
    ServerArchive archive = Repository.create(store, key).server(UUID.randomUUID());

    for (int i = 0; i < 25; i++) {
      assertThat(store.putIfAbsent("small/" + i, Content.of(new byte[] {(byte) i}))).isTrue();
      assertThat(store.putIfAbsent("small/" + i, Content.of(new byte[] {9}))).isFalse();
      assertThat(store.readBytes("small/" + i, 0, 5)).containsExactly(i);
    }
    UUID id =
        SampleBackups.take(
                archive,
                Map.of("large", large, "small", new byte[] {1, 2, 3}),
                SampleBackups.facts())
            .id();
    archive.openBackup(id).restore(folder.resolve("r"), Map.of(), false, ProgressListener.NONE);

    assertThat(folder.resolve("r/large")).hasBinaryContent(large);
    assertThat(folder.resolve("r/small")).hasBinaryContent(new byte[] {1, 2, 3});
    BucketStore direct = store(endpoint(), Duration.ofSeconds(10));
    assertThat(Repository.open(direct, key).server(archive.serverId()).verify()).isEmpty();
    assertThat(proxy.faults()).isGreaterThan(5);
  }

  @Test
  void aServiceThatNeverAnswersIsUnavailableInTime() throws Exception {
    BucketStore store = store(proxy.endpoint(), Duration.ofMillis(300));
    store.putIfAbsent("a", Content.of(new byte[] {1}));
    proxy.silent(true);

    long began = System.nanoTime();
    assertThatThrownBy(() -> store.readBytes("a", 0, 1)).isInstanceOf(StoreUnavailable.class);
    assertThatThrownBy(() -> store.putIfAbsent("b", Content.of(new byte[] {1})))
        .isInstanceOf(StoreUnavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));

    proxy.silent(false);
    assertThat(store.putIfAbsent("c", Content.of(new byte[] {1}))).isTrue();
  }
}
