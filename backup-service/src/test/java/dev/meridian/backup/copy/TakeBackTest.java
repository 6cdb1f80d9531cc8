package dev.meridian.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.archive.SmallArchive;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TakeBackTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");

  private final RepositoryKey key = RepositoryKey.generate();
  private final MemoryStore north = new MemoryStore();
  private final MemoryStore south = new MemoryStore();
  private final Set<UUID> completed = new HashSet<>();
  private List<StoredObject> whole;

  @BeforeEach
  void fill() {
    ServerArchive archive = Repository.create(north, key).server(SERVER);
    completed.add(SmallArchive.backUp(archive));
    completed.add(SmallArchive.backUp(archive));
    SmallArchive.log(archive);
    whole = north.listAll("");
    SmallArchive.copy(north, south);
  }

  @Test
  void whatIsNotLostStaysAsItIs() {
    assertThat(takeBack()).isEmpty();
    assertThat(north.listAll("")).isEqualTo(whole);
  }

  @Test
  void whatOnlyTheCopyHasComesBack() {
    List<String> names = names("/backups/", "/wal/");
    assertThat(names).hasSizeGreaterThan(6);
    for (String name : names) {
      north.delete(List.of(name));
      assertThat(takeBack()).as(name).isEmpty();
      assertThat(north.listAll("")).as(name).isEqualTo(whole);
    }
    north.delete(names("/backups/"));
    north.delete(names("0000000000001388-"));
    assertThat(takeBack()).isEmpty();
    assertThat(north.listAll("")).isEqualTo(whole);
    assertThat(archive(north).verify()).isEmpty();
  }

  @Test
  void whatTheCopyLacksTooKeepsNobody() {
    String manifest = archive(north).manifestOf(completed.iterator().next());
    north.delete(List.of(manifest));
    south.delete(List.of(manifest));

    assertThat(takeBack()).isEmpty();
  }

  @Test
  void whatCannotComeBackIsNamed() {
    String pack = names("/pack-").getFirst();
    north.delete(List.of(pack));
    byte[] bad = south.readBytes(pack, 0, 1 << 20);
    bad[bad.length - 1] ^= 1;
    south.replace(pack, Content.of(bad));

    assertThat(takeBack()).containsExactly(pack);
  }

  @Test
  void nothingComesFromTheArchiveOfAnotherKey() {
    south.delete(names("/"));
    ServerArchive other = Repository.open(south, key).server(SERVER);
    UUID foreign = SmallArchive.backUp(other);
    completed.add(foreign);

    assertThat(takeBack()).contains(other.manifestOf(foreign));
    assertThat(north.listAll("")).isEqualTo(whole);
  }

  private List<String> names(String... parts) {
    return whole.stream()
        .map(StoredObject::name)
        .filter(name -> name.startsWith("servers/"))
        .filter(name -> List.of(parts).stream().anyMatch(name::contains))
        .toList();
  }

  private List<String> takeBack() {
    return new TakeBack(archive(north), archive(south), this::lost).run();
  }

  private Set<UUID> lost() {
    Set<UUID> lost = new HashSet<>(completed);
    lost.removeAll(archive(north).backupIds());
    return lost;
  }

  private ServerArchive archive(MemoryStore store) {
    return Repository.open(store, key).server(SERVER);
  }
}
