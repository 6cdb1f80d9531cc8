package dev.meridian.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.archive.FaultAtCall;
import dev.meridian.backup.archive.FaultAtCall.Fault;
import dev.meridian.backup.archive.SmallArchive;
import dev.meridian.repository.Finding;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A store of either region fails, or the process dies, at every call while an archive takes back
 * what it has lost, and its copy goes after that.
 */
class TakeBackCrashTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");

  private final RepositoryKey key = RepositoryKey.generate();
  private final MemoryStore full = new MemoryStore();
  private final Set<UUID> completed = new HashSet<>();
  private MemoryStore north = new MemoryStore();
  private MemoryStore south = new MemoryStore();

  @BeforeEach
  void fill() {
    ServerArchive archive = Repository.create(full, key).server(SERVER);
    for (int i = 0; i < 3; i++) {
      completed.add(SmallArchive.backUp(archive));
    }
    SmallArchive.log(archive);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheCopyHasIsInTheArchiveBeforeItGoesAndTheNextRunEndsThat(Fault fault) {
    north = copyOf(full);
    lose();
    Set<Finding> before = Set.copyOf(archive(north).verify());
    assertThat(before).isNotEmpty();
    Set<List<StoredObject>> looked = new HashSet<>();
    for (int call = 1; ; call++) {
      String where = "after the %s at call %d".formatted(fault, call);
      north = copyOf(full);
      south = copyOf(full);
      lose();
      var happening = new FaultAtCall(call, fault);

      boolean ended = withdraws(happening.on(north), happening.on(south));

      // What has come back is whole: it adds nothing that is wrong.
      if (looked.add(north.listAll(""))) {
        assertThat(before).as(where).containsAll(archive(north).verify());
      }
      if (!south.listAll("").equals(full.listAll(""))) {
        assertThat(archive(north).backupIds()).as(where).isEqualTo(completed);
        assertThat(north.listAll("")).as(where).isEqualTo(full.listAll(""));
      }
      if (ended) {
        assertThat(archive(south).exists()).as(where).isFalse();
      }

      assertThat(withdraws(north, south)).isTrue();
      assertThat(north.listAll("")).as(where).isEqualTo(full.listAll(""));
      assertThat(archive(south).exists()).as(where).isFalse();
      if (!happening.happened()) {
        assertThat(ended).isTrue();
        assertThat(archive(north).verify()).as(where).isEmpty();
        return;
      }
    }
  }

  /** All of a backup, another one's manifest, the third one's pack, and some of the log. */
  private void lose() {
    List<UUID> ids = completed.stream().sorted().toList();
    String first = folder(ids.getFirst());
    north.delete(names(first));
    north.delete(List.of(archive(north).manifestOf(ids.get(1))));
    north.delete(names(folder(ids.get(2))).stream().filter(n -> n.contains("/pack-")).toList());
    List<String> log = names("servers/" + SERVER + "/wal/");
    assertThat(log).hasSize(3);
    north.delete(log.subList(1, 2));
  }

  private String folder(UUID backup) {
    String manifest = archive(full).manifestOf(backup);
    return manifest.substring(0, manifest.lastIndexOf('/') + 1);
  }

  private List<String> names(String folder) {
    return full.listAll(folder).stream().map(StoredObject::name).toList();
  }

  /** As it is done when nobody wants the copy any more; whether it is done. */
  private boolean withdraws(Store one, Store other) {
    try {
      ServerArchive archive = archive(one);
      ServerArchive copy = archive(other);
      if (copy.exists()) {
        List<String> missing = new TakeBack(archive, copy, () -> lost(archive)).run();
        assertThat(missing).isEmpty();
        copy.remove();
      }
      return true;
    } catch (StoreUnavailable e) {
      return false;
    }
  }

  private Set<UUID> lost(ServerArchive archive) {
    Set<UUID> lost = new HashSet<>(completed);
    lost.removeAll(archive.backupIds());
    return lost;
  }

  private ServerArchive archive(Store store) {
    return Repository.open(store, key).server(SERVER);
  }

  private static MemoryStore copyOf(MemoryStore store) {
    MemoryStore copy = new MemoryStore();
    SmallArchive.copy(store, copy);
    return copy;
  }
}
