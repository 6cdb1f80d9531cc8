package dev.meridian.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.backup.wal.FailingStore;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ArchiveCopyTest {

  private static final UUID SERVER = new UUID(1, 1);
  private static final UUID BACKUP = new UUID(2, 2);
  private static final String FOLDER = "servers/" + SERVER + "/";
  private static final String PACK = FOLDER + "backups/" + BACKUP + "/pack-000000";
  private static final String MANIFEST = FOLDER + "backups/" + BACKUP + "/manifest";

  private final Store from = new MemoryStore();
  private final Store to = new MemoryStore();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final ArchiveCopy copy = new ArchiveCopy(() -> from, () -> to, SERVER, clock);

  @Test
  void everythingIsCopiedAndWhatWasMergedGoesWithItsParts() {
    put("key.json", log(1, 2), log(2, 3), log(7, 8));
    assertThat(copy.bringUpToDate()).isEmpty();
    put(log(1, 3));
    from.delete(List.of(FOLDER + log(1, 2), FOLDER + log(2, 3)));
    assertThat(copy.bringUpToDate()).isEmpty();
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));
    assertThat(to.readBytes(FOLDER + log(1, 3), 0, 99))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(log(1, 3));
  }

  @Test
  void whatTheOriginalLosesTheCopyKeeps() {
    put("key.json", log(1, 2));
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    copy.bringUpToDate();
    from.delete(List.of(PACK, MANIFEST, FOLDER + log(1, 2)));
    assertThat(copy.bringUpToDate()).containsExactly(BACKUP);
    assertThat(names(to)).contains(PACK, MANIFEST, FOLDER + log(1, 2));
  }

  @Test
  void whatTheCopysOwnExpiryTookIsForgotten() {
    put("key.json", log(1, 2));
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    copy.bringUpToDate();
    from.delete(List.of(PACK, MANIFEST));
    copy.bringUpToDate();
    to.delete(List.of(PACK, MANIFEST));
    now.set(now.get().plus(Duration.ofMinutes(1)));
    assertThat(copy.bringUpToDate()).isEmpty();
  }

  @Test
  void whatTheCopyLosesIsCopiedAgain() {
    put("key.json", log(1, 2));
    copy.bringUpToDate();
    to.delete(List.of(FOLDER + log(1, 2)));
    copy.bringUpToDate();
    assertThat(names(to)).hasSize(1);
    now.set(now.get().plus(Duration.ofHours(1)));
    copy.bringUpToDate();
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));
  }

  @Test
  void aCopyOfAnotherArchiveIsLeftAlone() {
    put("key.json", log(1, 2));
    to.putIfAbsent(FOLDER + "key.json", Content.of("another key".getBytes(StandardCharsets.UTF_8)));
    to.putIfAbsent(FOLDER + log(7, 8), Content.of(new byte[3]));
    List<String> before = names(to);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(copy::bringUpToDate)
          .isInstanceOf(ArchiveCopy.CopyRefused.class)
          .hasMessageContaining("another key");
    }
    assertThat(names(to)).isEqualTo(before);
  }

  @Test
  void itTellsHowFarItIsBehind() {
    put("key.json", log(1, 2));
    copy.bringUpToDate();
    assertThat(copy.lag()).isEqualTo(new CopyLag(0, now.get()));
    Instant complete = now.get();
    from.putIfAbsent(FOLDER + log(2, 3), Content.of(new byte[1000]));
    now.set(now.get().plusSeconds(5));
    var away = new FailingStore(to);
    away.fail(true);
    var late = new ArchiveCopy(() -> from, () -> away, SERVER, clock);
    assertThatThrownBy(late::bringUpToDate).isInstanceOf(StoreUnavailable.class);
    assertThat(late.lag().bytes()).isEqualTo(1000);
    now.set(now.get().plusSeconds(5));
    assertThat(late.lag().age(now.get())).isEqualTo(Duration.ofSeconds(5));
    assertThat(copy.lag().age(now.get())).isEqualTo(Duration.between(complete, now.get()));
  }

  @Test
  void aBackupIsCompleteOnceItsManifestIsThere() {
    put("key.json");
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    assertThat(copy.bringUpToDate()).isEmpty();
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    assertThat(copy.bringUpToDate()).containsExactly(BACKUP);
  }

  @Test
  void whatAnEarlierRunCopiedIsKnown() {
    put("key.json");
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    copy.bringUpToDate();
    assertThat(new ArchiveCopy(() -> from, () -> to, SERVER, clock).bringUpToDate())
        .containsExactly(BACKUP);
  }

  @Test
  void aStoreThatIsGoneDoesNotTakeTheCopyWithIt() {
    put("key.json", log(1, 2));
    copy.bringUpToDate();
    from.delete(names(from));
    copy.bringUpToDate();
    assertThat(names(to)).hasSize(2);
  }

  private static String log(int start, int end) {
    return "wal/00000001/%016X-%016X".formatted(start, end);
  }

  private void put(String... names) {
    for (String name : names) {
      from.putIfAbsent(FOLDER + name, Content.of(name.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static List<String> names(Store store) {
    return store.listAll("").stream().map(StoredObject::name).toList();
  }
}
