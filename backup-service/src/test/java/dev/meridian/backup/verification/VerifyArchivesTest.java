package dev.meridian.backup.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.backup.basebackup.BackupsChanged;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.settings.VerificationSettings;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class VerifyArchivesTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final UUID ID = new UUID(1, 1);
  private static final ProtectedServer SERVER =
      ProtectedServer.provisioned(
          ID, "shop", "north", "127.0.0.1", 5432, "18.6", "7", 1, Instant.EPOCH);

  /** A sample is one object then. */
  private static final VerificationSettings SETTINGS =
      new VerificationSettings(
          Duration.ofMinutes(10), Duration.ofDays(1), Duration.ofDays(3000), DataSize.ofBytes(1));

  private final RepositoryKey key = RepositoryKey.generate();
  private final MemoryStore store = new MemoryStore();
  private final ServerArchive archive = Repository.create(store, key).server(ID);
  private final MemoryStore copysStore = new MemoryStore();
  private final KeptVerifications kept = new KeptVerifications();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<Object> said = new ArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private @Nullable ServerArchive copy;
  private boolean away;

  private final VerifyArchives verify =
      new VerifyArchives(
          server -> {
            if (away) {
              throw new StoreUnavailable("It is away", null);
            }
            return archive;
          },
          server -> Optional.ofNullable(copy),
          (server, of) -> Set.of(),
          server -> ServerArchive::heal,
          kept.table(),
          SETTINGS,
          metrics,
          said::add,
          clock);

  /** A key and three objects of the log. */
  @BeforeEach
  void fill() {
    try (var log = archive.walWriter()) {
      for (int piece = 0; piece < 3; piece++) {
        log.append(1, new Lsn((1L << 24) + 1000L * piece), new byte[1000], List.of());
      }
    }
    assertThat(names()).hasSize(4);
  }

  @Test
  void eachSampleGoesOnWhereTheLastOneEndedAndTheLastOneBeginsAnew() {
    List<String> reached = new ArrayList<>();
    for (int day = 0; day < 5; day++) {
      verify.sampleIfDue(SERVER);
      reached.add(String.valueOf(row().sampledUpTo()));
      assertThat(row().objects()).isEqualTo(1);
      tomorrow();
    }
    assertThat(reached)
        .containsExactly(names().get(0), names().get(1), names().get(2), "null", names().get(0));
    assertThat(said).isEmpty();
  }

  @Test
  void aSampleIsDueOnceItsTimeHasCome() {
    assertThat(verify.all()).isEmpty();
    verify.sampleIfDue(SERVER);
    assertThat(verify.all().get(ID)).isEqualTo(verify.of(ID).orElseThrow());
    now.set(NOON.plus(Duration.ofDays(1)).minusMillis(1));
    verify.sampleIfDue(SERVER);
    assertThat(row().startedAt()).isEqualTo(NOON);
    now.set(NOON.plus(Duration.ofDays(1)));
    verify.sampleIfDue(SERVER);
    assertThat(row().startedAt()).isEqualTo(now.get());
    assertThat(row().sampledUpTo()).isEqualTo(names().get(1));
  }

  @Test
  void whatSomebodyAsksForNeitherDelaysTheSamplesNorSetsThemBack() {
    verify.sampleIfDue(SERVER);
    now.set(NOON.plus(Duration.ofHours(23)));
    ask(Scope.ALL);
    assertThat(row().objects()).isEqualTo(4);
    assertThat(row().sampledAt()).isEqualTo(NOON);
    assertThat(row().sampledUpTo()).isEqualTo(names().getFirst());

    now.set(NOON.plus(Duration.ofHours(24)));
    verify.sampleIfDue(SERVER);
    assertThat(row().scope()).isEqualTo(Scope.SAMPLE);
    assertThat(row().sampledUpTo()).isEqualTo(names().get(1));
  }

  @Test
  void aSampleThatSomebodyAsksForIsOneOfThem() {
    verify.sampleIfDue(SERVER);
    now.set(NOON.plus(Duration.ofHours(12)));
    ask(Scope.SAMPLE);
    assertThat(row().sampledAt()).isEqualTo(now.get());
    assertThat(row().sampledUpTo()).isEqualTo(names().get(1));
  }

  @Test
  void whatCannotBeReadIsSaidAndTheSamplesStayWhereTheyAre() {
    verify.sampleIfDue(SERVER);
    tomorrow();
    away = true;
    verify.sampleIfDue(SERVER);
    assertThat(row().failure()).contains("It is away");
    assertThat(row().objects()).isZero();
    assertThat(row().sampledAt()).isEqualTo(now.get());
    assertThat(verify.of(ID)).hasValueSatisfying(last -> assertThat(last.isRunning()).isFalse());

    tomorrow();
    away = false;
    verify.sampleIfDue(SERVER);
    assertThat(row().failure()).isNull();
    assertThat(row().sampledUpTo()).isEqualTo(names().get(1));
  }

  @Test
  void aVerificationEndsAlsoWhenTheDatabaseIsAwayAsItBegins() {
    kept.failOnce();
    verify.begin(SERVER, Scope.ALL);
    await().until(() -> verify.of(ID).isEmpty());

    ask(Scope.ALL);
    assertThat(row().objects()).isEqualTo(4);
  }

  @Test
  void whatIsDamagedIsCountedAndTellsThatLessMayBeRestorable() {
    damage();
    ask(Scope.ALL);
    assertThat(verify.of(ID).orElseThrow().findings()).isNotEmpty();
    assertThat(verify.of(ID).orElseThrow().healed()).isEmpty();
    assertThat(count("damaged")).isPositive();
    assertThat(count("healed")).isZero();
    assertThat(said).containsExactly(new BackupsChanged(ID));
  }

  @Test
  void whatIsHealedIsCountedAndTellsThatMoreMayBeRestorable() {
    copy = copied();
    damage();
    ask(Scope.ALL);
    assertThat(verify.of(ID).orElseThrow().findings()).isEmpty();
    assertThat(verify.of(ID).orElseThrow().healed()).hasSize(1);
    assertThat(count("damaged")).isZero();
    assertThat(count("healed")).isEqualTo(1);
    assertThat(said).containsExactly(new BackupsChanged(ID));
  }

  @Test
  void whatIsGoneForGoodIsForgotten() {
    verify.sampleIfDue(SERVER);
    verify.forget(ID);
    assertThat(verify.of(ID)).isEmpty();
  }

  private void ask(Scope scope) {
    verify.begin(SERVER, scope);
    await().until(() -> verify.of(ID).filter(result -> !result.isRunning()).isPresent());
  }

  private void tomorrow() {
    now.set(now.get().plus(Duration.ofDays(1)));
  }

  private Verification row() {
    return kept.row(ID);
  }

  private List<String> names() {
    return store.listAll("servers/").stream().map(StoredObject::name).sorted().toList();
  }

  private void damage() {
    store.replace(names().getLast(), Content.of(new byte[] {1, 2, 3}));
  }

  private ServerArchive copied() {
    Repository repository = Repository.create(copysStore, key);
    for (String name : names()) {
      copysStore.putIfAbsent(name, Content.of(store.readBytes(name, 0, 1 << 20)));
    }
    return repository.server(ID);
  }

  private double count(String what) {
    return metrics.counter("meridian.archive." + what).count();
  }
}
