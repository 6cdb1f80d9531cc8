package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.FaultyStore;
import dev.meridian.repository.store.FaultyStore.Fault;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Either store fails, or the process dies, at every call while an object of any kind is healed.
 * What fails can't put an object in the place of another: what is damaged is deleted first.
 */
class HealCrashTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final RepositoryKey KEY = RepositoryKey.generate();

  private final MemoryStore whole = new MemoryStore();

  @ParameterizedTest
  @EnumSource
  void anObjectIsGoodOrStillToBeHealedAndNothingElseIsTouched(Fault fault) {
    fill(Repository.create(whole, KEY).server(SERVER));
    List<String> names = archive(whole).objects().stream().map(StoredObject::name).toList();
    assertThat(names).hasSizeGreaterThan(9);
    for (String name : names) {
      for (boolean missing : List.of(true, false)) {
        failAtEveryCall(name, missing, true, fault);
        failAtEveryCall(name, missing, false, fault);
      }
    }
  }

  /**
   * Heals it again and again.
   *
   * @param missing whether it is missing, and not damaged
   * @param here whether it is the archive's store that fails, and not the copy's
   */
  private void failAtEveryCall(String name, boolean missing, boolean here, Fault fault) {
    byte[] good = bytes(whole, name).orElseThrow();
    byte[] cutShort = Arrays.copyOf(good, good.length - 1);
    for (long call = 1; ; call++) {
      String where = "%s, after the %s at call %d".formatted(name, fault, call);
      MemoryStore store = SampleBackups.copy(whole);
      MemoryStore copy = SampleBackups.copy(whole);
      if (missing) {
        store.delete(List.of(name));
      } else {
        store.replace(name, Content.of(cutShort));
      }
      var faulty = new FaultyStore(here ? store : copy);
      ServerArchive healing = archive(here ? faulty : store);
      ServerArchive other = archive(here ? copy : faulty);
      faulty.at(call, fault);
      Optional<Boolean> healed = heals(healing, name, other);

      assertThat(copy.listAll("")).isEqualTo(whole.listAll(""));
      assertThat(others(store, name)).isEqualTo(others(whole, name));
      bytes(store, name)
          .ifPresent(now -> assertThat(List.of(good, cutShort)).as(where).contains(now));
      if (healed.isPresent()) {
        assertThat(healed).as(where).contains(true);
        assertThat(bytes(store, name)).as(where).contains(good);
      }
      boolean isGood = archive(store).check(name).isEmpty();
      assertThat(archive(store).heal(name, archive(copy))).as(where).isEqualTo(!isGood);
      assertThat(bytes(store, name)).as(where).contains(good);
      if (faulty.calls() < call) {
        assertThat(healed).as(where).contains(true);
        assertThat(archive(store).verify()).isEmpty();
        return;
      }
    }
  }

  /** Whether it is good now and wasn't before; empty when that failed. */
  private static Optional<Boolean> heals(ServerArchive archive, String name, ServerArchive copy) {
    try {
      return Optional.of(archive.heal(name, copy));
    } catch (RepositoryException e) {
      assertThat(e.retryable()).isTrue();
      return Optional.empty();
    }
  }

  private static ServerArchive archive(Store store) {
    return Repository.open(store, KEY).server(SERVER);
  }

  private static Optional<byte[]> bytes(Store store, String name) {
    return store.size(name).isPresent()
        ? Optional.of(store.readBytes(name, 0, 10 << 20))
        : Optional.empty();
  }

  private static List<StoredObject> others(Store store, String name) {
    return store.listAll("").stream().filter(object -> !object.name().equals(name)).toList();
  }

  /** Something of each kind. */
  private static void fill(ServerArchive archive) {
    BackupSummary base = SampleBackups.takeUponNone(archive, SampleBackups.facts());
    SampleBackups.takeUpon(archive, base.id(), SampleBackups.facts());
    try (var writer = archive.walWriter()) {
      writer.putHistory(2, "1\t0/2000000\tpromoted\n".getBytes(StandardCharsets.UTF_8));
      writer.append(2, new Lsn(0x2000000), new byte[3000], List.of());
      writer.putRestorePoint(
          2,
          new RestorePoint("before", SampleBackups.NOON, new Lsn(0x2000100), new Lsn(0x2000180)));
    }
  }
}
