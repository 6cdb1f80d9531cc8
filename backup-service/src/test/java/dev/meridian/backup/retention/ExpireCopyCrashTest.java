package dev.meridian.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.archive.FaultAtCall;
import dev.meridian.backup.archive.FaultAtCall.Fault;
import dev.meridian.backup.archive.SmallArchive;
import dev.meridian.backup.copy.CopyTurns;
import dev.meridian.backup.settings.RetentionSettings;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.expiry.ExpiryPlan;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import dev.meridian.repository.wal.WalRange;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store of either region fails, or the process dies, at every call of a copy's expiry. */
class ExpireCopyCrashTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  /** Of backups that began long ago, whatever the clock says. */
  private static final long BEGUN = Instant.parse("2020-01-01T12:00:00Z").toEpochMilli();

  private static final int SEGMENT = 16 << 20;

  private final RepositoryKey key = RepositoryKey.generate();
  private final MemoryStore original = new MemoryStore();
  private final MemoryStore filled = new MemoryStore();
  private final ExpireArchive expire =
      new ExpireArchive(
          new RetentionSettings(
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              Duration.ofDays(1),
              Duration.ofMinutes(15),
              Duration.ZERO,
              Duration.ofDays(1),
              Duration.ofDays(91)),
          new CopyTurns());

  private int backups;

  /**
   * A backup and a segment of log every five days, each second one built upon the one before; the
   * copy has all of it, and something abandoned, when the original has expired.
   */
  @BeforeEach
  void fill() {
    ServerArchive archive = Repository.create(original, key).server(SERVER);
    UUID base = null;
    for (int days = 17; days > 0; days -= 5) {
      base = take(archive, base, NOON.minus(Duration.ofDays(days)));
    }
    try (var log = archive.walWriter()) {
      for (int segment = 0; segment < backups; segment++) {
        log.append(1, new Lsn((long) SEGMENT * segment), new byte[SEGMENT], List.of());
      }
    }
    SmallArchive.copy(original, filled);
    filled.putIfAbsent(
        "servers/%s/backups/%s/pack-000000".formatted(SERVER, nextId()), Content.of(new byte[9]));
    assertThat(archive.verify()).isEmpty();
    assertThat(expire.original(archive, Set.of(), NOON, () -> WEEK).complete()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsKeptIsWholeAndTheNextRunTakesTheRest(Fault fault) {
    List<StoredObject> untouched = original.listAll("");
    ExpiryPlan plan = archive(filled).planExpiry(NOON, WEEK);
    assertThat(plan.expire()).hasSize(2);
    Lsn end = new Lsn((long) SEGMENT * backups);
    WalRange needed = new WalRange(1, plan.walNeededFrom().orElseThrow(), end);
    MemoryStore expected = copyOf(filled);
    assertThat(expires(expected, original)).isTrue();
    assertThat(expected.listAll("")).hasSizeLessThan(filled.listAll("").size());
    // What is left is the same after many a call, and takes long to read.
    Set<List<StoredObject>> looked = new HashSet<>();
    for (int call = 1; ; call++) {
      String where = "after the %s at call %d".formatted(fault, call);
      MemoryStore copy = copyOf(filled);
      var happening = new FaultAtCall(call, fault);

      boolean ended = expires(happening.on(copy), happening.on(original));

      assertThat(original.listAll("")).as(where).isEqualTo(untouched);
      if (looked.add(copy.listAll(""))) {
        assertThat(archive(copy).verify()).as(where).isEmpty();
      }
      assertThat(archive(copy).backups())
          .as(where)
          .endsWith(plan.keep().toArray(BackupSummary[]::new));
      assertThat(archive(copy).wal().coverage().contains(needed)).as(where).isTrue();

      expires(copy, original);
      assertThat(copy.listAll("")).as(where).isEqualTo(expected.listAll(""));
      // What looked as if it was being built is gone: it is known now that this is all.
      assertThat(expires(copy, original)).as(where).isTrue();
      if (!happening.happened()) {
        assertThat(ended).isTrue();
        assertThat(archive(copy).verify()).isEmpty();
        return;
      }
    }
  }

  /** Whether all has gone that may. */
  private boolean expires(Store copy, Store of) {
    try {
      return expire.copy(archive(copy), archive(of), NOON, () -> WEEK).complete();
    } catch (StoreUnavailable e) {
      return false;
    }
  }

  private ServerArchive archive(Store store) {
    return Repository.open(store, key).server(SERVER);
  }

  private UUID nextId() {
    return new UUID((BEGUN + backups) << 16 | 0x7000, 0x8000000000000001L);
  }

  /** Two files of a thousand bytes each, one of which is as it was in the base. */
  private UUID take(ServerArchive archive, @Nullable UUID base, Instant at) {
    UUID id = nextId();
    Lsn start = new Lsn((long) SEGMENT * backups + 28);
    backups++;
    try (BackupWriter backup = base == null ? archive.newBackup(id) : archive.newBackup(id, base)) {
      write(backup, "same", (byte) 0);
      write(backup, "other", (byte) backups);
      backup.complete(
          new BackupFacts(
              "daily", "18.6", 7, SEGMENT, 1, start, start.plus(100), at.minusSeconds(1), at));
    }
    return id;
  }

  private static void write(BackupWriter backup, String path, byte content) {
    byte[] bytes = new byte[1000];
    bytes[0] = content;
    backup.beginFile(new FileHeader(path, 0, bytes.length, 0600, NOON));
    backup.write(bytes, 0, bytes.length);
    backup.endFile();
  }

  private static MemoryStore copyOf(MemoryStore store) {
    MemoryStore copy = new MemoryStore();
    SmallArchive.copy(store, copy);
    return copy;
  }
}
