package dev.meridian.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.backup.wal.FailingStore;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class ArchiveCopyTest {

  private static final UUID SERVER = new UUID(1, 1);
  private static final UUID BACKUP = new UUID(2, 2);
  private static final String FOLDER = "servers/" + SERVER + "/";
  private static final String PACK = FOLDER + "backups/" + BACKUP + "/pack-000000";
  private static final String MANIFEST = FOLDER + "backups/" + BACKUP + "/manifest";

  private static final String ALL = "listAfter " + FOLDER;
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  private static final long SPAN = 16L << 20;

  private final Store from = new MemoryStore();
  private final Store to = new MemoryStore();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final Lock turn = new ReentrantLock();
  private final ArchiveCopy copy = new ArchiveCopy(() -> from, () -> to, SERVER, turn, clock);

  @Test
  void everythingIsCopiedAndWhatWasMergedGoesWithItsParts() {
    put("key.json", log(1, 2), log(2, 3), log(7, 8));
    assertThat(bringUpToDate(copy)).isEmpty();
    put(log(1, 3));
    from.delete(List.of(FOLDER + log(1, 2), FOLDER + log(2, 3)));
    assertThat(bringUpToDate(copy)).isEmpty();
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
    bringUpToDate(copy);
    from.delete(List.of(PACK, MANIFEST, FOLDER + log(1, 2)));
    assertThat(bringUpToDate(copy)).containsExactly(BACKUP);
    assertThat(names(to)).contains(PACK, MANIFEST, FOLDER + log(1, 2));
  }

  @Test
  void whatTheCopysOwnExpiryTookIsForgotten() {
    put("key.json", log(1, 2));
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    bringUpToDate(copy);
    from.delete(List.of(PACK, MANIFEST));
    bringUpToDate(copy);
    to.delete(List.of(PACK, MANIFEST));
    now.set(now.get().plus(Duration.ofMinutes(1)));
    assertThat(bringUpToDate(copy)).isEmpty();
  }

  @Test
  void whatTheCopyLosesIsCopiedAgain() {
    put("key.json", log(1, 2));
    bringUpToDate(copy);
    to.delete(List.of(FOLDER + log(1, 2)));
    bringUpToDate(copy);
    assertThat(names(to)).hasSize(1);
    now.set(now.get().plus(Duration.ofHours(1)));
    bringUpToDate(copy);
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));
  }

  @Test
  void aCopyOfAnotherArchiveIsLeftAlone() {
    put("key.json", log(1, 2));
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    to.putIfAbsent(FOLDER + "key.json", Content.of("another key".getBytes(StandardCharsets.UTF_8)));
    to.putIfAbsent(FOLDER + log(7, 8), Content.of(new byte[3]));
    List<String> before = names(to);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> bringUpToDate(copy))
          .isInstanceOf(ArchiveCopy.CopyRefused.class)
          .hasMessageContaining("another key");
      assertThat(copy.bringBackupsUpToDate()).isEmpty();
    }
    assertThat(names(to)).isEqualTo(before);
  }

  @Test
  void whatIsCutShortOnItsWayIsNoReplica() {
    put("key.json", log(1, 2));
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    var cut = new AtomicBoolean(true);
    var interrupted = new ArchiveCopy(() -> cutting(PACK, cut), () -> to, SERVER, turn, clock);

    assertThatThrownBy(() -> bringUpToDate(interrupted))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining(PACK);
    assertThat(names(to)).doesNotContain(PACK, MANIFEST);

    cut.set(false);
    assertThat(bringUpToDate(interrupted)).containsExactly(BACKUP);
    assertThat(to.size(PACK)).hasValue(9);
  }

  /** The original, but reading an object of this name ends early. */
  private Store cutting(String name, AtomicBoolean cut) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("read") && arguments[0].equals(name) && cut.get()) {
                return from.read(name, 0, 5);
              }
              return method.invoke(from, arguments);
            });
  }

  @Test
  void itTellsHowFarItIsBehind() {
    put("key.json", log(1, 2));
    bringUpToDate(copy);
    assertThat(copy.lag()).isEqualTo(new CopyLag(0, now.get(), now.get()));
    Instant complete = now.get();
    from.putIfAbsent(FOLDER + log(2, 3), Content.of(new byte[1000]));
    now.set(now.get().plusSeconds(5));
    var away = new FailingStore(to);
    away.fail(true);
    var late = new ArchiveCopy(() -> from, () -> away, SERVER, turn, clock);
    assertThatThrownBy(late::bringLogUpToDate).isInstanceOf(StoreUnavailable.class);
    assertThat(late.lag().bytes()).isEqualTo(1000);
    now.set(now.get().plusSeconds(5));
    assertThat(late.lag().age(now.get())).isEqualTo(Duration.ofSeconds(5));
    assertThat(copy.lag().age(now.get())).isEqualTo(Duration.between(complete, now.get()));
  }

  @Test
  void aBackupIsCompleteOnceItsManifestIsThere() {
    put("key.json");
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    assertThat(bringUpToDate(copy)).isEmpty();
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    assertThat(bringUpToDate(copy)).containsExactly(BACKUP);
  }

  @Test
  void whatAnEarlierRunCopiedIsKnown() {
    put("key.json");
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    bringUpToDate(copy);
    assertThat(bringUpToDate(new ArchiveCopy(() -> from, () -> to, SERVER, turn, clock)))
        .containsExactly(BACKUP);
  }

  @Test
  void aStoreThatIsGoneDoesNotTakeTheCopyWithIt() {
    put("key.json", log(1, 2));
    bringUpToDate(copy);
    from.delete(names(from));
    bringUpToDate(copy);
    assertThat(names(to)).hasSize(2);
  }

  @Test
  void theKeyComesFirstThenTheLogThenPacksAndManifestsLast() {
    List<String> order = new ArrayList<>();
    var ordered = copyTo(recording("putIfAbsent", order));
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    put(log(2, 3), log(1, 2), "timelines/00000002.history", "restore-points/00000001-01");
    put("key.json");
    assertThat(ordered.bringBackupsUpToDate()).isEmpty();
    bringUpToDate(ordered);
    assertThat(order)
        .containsExactly(
            FOLDER + "key.json",
            FOLDER + "restore-points/00000001-01",
            FOLDER + "timelines/00000002.history",
            FOLDER + log(1, 2),
            FOLDER + log(2, 3),
            PACK,
            MANIFEST);
  }

  @Test
  void theLogGoesOnWhileAPackIsCopied() {
    put("key.json", log(1, 2));
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    var copies = new AtomicReference<ArchiveCopy>();
    ArchiveCopy both =
        copyTo(
            BeforeCall.of(
                to,
                (verb, argument) -> {
                  if (argument.equals(PACK)) {
                    now.set(now.get().plusSeconds(1800));
                    put(log(2, 3));
                    copies.get().bringLogUpToDate();
                    assertThat(names(to)).contains(FOLDER + log(2, 3)).doesNotContain(PACK);
                    assertThat(copies.get().lag().logAge(now.get())).isZero();
                    assertThat(copies.get().lag().age(now.get())).isEqualTo(HALF_AN_HOUR);
                    assertThat(copies.get().lag().bytes()).isEqualTo(9);
                  }
                }));
    copies.set(both);
    bringUpToDate(both);
    assertThat(names(to)).contains(PACK);
    assertThat(both.lag().age(now.get())).isEqualTo(HALF_AN_HOUR);
    bringUpToDate(both);
    assertThat(both.lag()).isEqualTo(new CopyLag(0, now.get(), now.get()));
  }

  @Test
  void aManifestWaitsForLogThatIsMergedWhileItIsCopied() {
    put("key.json");
    bringUpToDate(copy);
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    put(log(1, 2), log(2, 3));
    var merging =
        new ArchiveCopy(
            () ->
                BeforeCall.of(
                    from,
                    (verb, argument) -> {
                      if (argument.equals(FOLDER + log(2, 3)) && names(from).contains(argument)) {
                        put(log(1, 3));
                        from.delete(List.of(FOLDER + log(1, 2), FOLDER + log(2, 3)));
                      }
                    }),
            () -> to,
            SERVER,
            turn,
            clock);
    now.set(now.get().plusSeconds(5));
    merging.bringLogUpToDate();
    assertThat(merging.lag().logAge(now.get())).isEqualTo(Duration.ofSeconds(5));
    assertThat(names(to)).contains(FOLDER + log(1, 2)).doesNotContain(FOLDER + log(1, 3));
    assertThat(merging.bringBackupsUpToDate()).containsExactly(BACKUP);
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));
  }

  @Test
  void partsStayInTheCopyUntilTheirWholeIsThere() {
    put("key.json", log(1, 2), log(2, 3));
    bringUpToDate(copy);
    put(log(1, 3));
    from.delete(List.of(FOLDER + log(1, 2), FOLDER + log(2, 3)));
    var mergedAgain =
        new ArchiveCopy(
            () ->
                BeforeCall.of(
                    from,
                    (verb, argument) -> {
                      if (argument.equals(FOLDER + log(1, 3))) {
                        from.delete(List.of(FOLDER + log(1, 3)));
                        put(log(1, 4));
                      }
                    }),
            () -> to,
            SERVER,
            turn,
            clock);
    mergedAgain.bringLogUpToDate();
    assertThat(names(to)).contains(FOLDER + log(1, 2), FOLDER + log(2, 3));
    mergedAgain.bringLogUpToDate();
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));
  }

  @Test
  void muchIsCopiedInSeveralTurnsTheManifestsInTheLast() {
    put("key.json", log(1, 2), log(2, 3));
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    from.putIfAbsent(PACK.replace("pack-000000", "pack-000001"), Content.of(new byte[9]));
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    List<String> order = new ArrayList<>();
    var slow =
        copyTo(
            BeforeCall.of(
                recording("putIfAbsent", order),
                (verb, argument) -> {
                  if (verb.equals("putIfAbsent")) {
                    now.set(now.get().plus(HALF_AN_HOUR));
                  }
                }));
    slow.bringLogUpToDate();
    assertThat(order).containsExactly(FOLDER + "key.json");
    slow.bringLogUpToDate();
    slow.bringLogUpToDate();
    assertThat(order).contains(FOLDER + log(1, 2), FOLDER + log(2, 3)).hasSize(3);
    assertThat(slow.bringBackupsUpToDate()).isEmpty();
    assertThat(order).hasSize(4);
    assertThat(slow.areBackupsDue()).isTrue();
    slow.bringBackupsUpToDate();
    assertThat(slow.bringBackupsUpToDate()).containsExactly(BACKUP);
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));
    assertThat(slow.bringBackupsUpToDate()).containsExactly(BACKUP);
    assertThat(slow.areBackupsDue()).isFalse();
  }

  @Test
  void ofALongLogOnlyTheEndIsListedMostOfTheTime() {
    put("key.json");
    for (int span = 0; span < 3000; span++) {
      put(log(span * SPAN, (span + 1) * SPAN));
    }
    List<String> listed = new ArrayList<>();
    var longLog =
        new ArchiveCopy(
            () -> BeforeCall.of(from, (verb, argument) -> listed.add(verb + " " + argument)),
            () -> to,
            SERVER,
            turn,
            clock);
    longLog.bringLogUpToDate();
    assertThat(listed).contains(ALL);
    listed.clear();

    now.set(now.get().plusSeconds(1));
    put(log(3000 * SPAN, 3000 * SPAN + 1), log(3000 * SPAN + 1, 3000 * SPAN + 2));
    put("restore-points/00000001-01");
    longLog.bringLogUpToDate();
    put(log(3000 * SPAN, 3000 * SPAN + 2));
    from.delete(
        List.of(
            FOLDER + log(3000 * SPAN, 3000 * SPAN + 1),
            FOLDER + log(3000 * SPAN + 1, 3000 * SPAN + 2)));
    longLog.bringLogUpToDate();
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));
    assertThat(longLog.lag().logAge(now.get())).isZero();
    assertThat(listed).doesNotContain(ALL);

    put("timelines/00000002.history", "wal/00000002/0000000BB8000001-0000000BB8000002");
    longLog.bringLogUpToDate();
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));

    put(log(17, 18));
    listed.clear();
    now.set(now.get().plusSeconds(1));
    longLog.bringLogUpToDate();
    assertThat(listed).doesNotContain(ALL);
    now.set(now.get().plusSeconds(3));
    longLog.bringLogUpToDate();
    assertThat(listed).contains(ALL);
    from.delete(List.of(FOLDER + log(17, 18)));
    now.set(now.get().plusSeconds(3));
    longLog.bringLogUpToDate();
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));
  }

  private ArchiveCopy copyTo(Store store) {
    return new ArchiveCopy(() -> from, () -> store, SERVER, turn, clock);
  }

  private Store recording(String verb, List<String> arguments) {
    return BeforeCall.of(
        to,
        (called, argument) -> {
          if (called.equals(verb)) {
            arguments.add(argument.toString());
          }
        });
  }

  private static Set<UUID> bringUpToDate(ArchiveCopy copy) {
    copy.bringLogUpToDate();
    return copy.bringBackupsUpToDate();
  }

  private static String log(long start, long end) {
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
