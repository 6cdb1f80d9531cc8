package dev.meridian.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ArchiveCopyTest {

  private static final UUID SERVER = new UUID(1, 1);
  private static final UUID BACKUP = new UUID(2, 2);
  private static final String FOLDER = "servers/" + SERVER + "/";
  private static final String PACK = FOLDER + "backups/" + BACKUP + "/pack-000000";
  private static final String MANIFEST = FOLDER + "backups/" + BACKUP + "/manifest";

  private final Store from = new MemoryStore();
  private final Store to = new MemoryStore();
  private final ArchiveCopy copy = new ArchiveCopy(from, to, SERVER);

  @Test
  void everythingIsCopiedAndWhatIsGoneGoes() {
    put("key.json", "wal/00000001/1-2", "wal/00000001/2-3");
    assertThat(copy.bringUpToDate()).isEmpty();
    put("wal/00000001/1-3");
    from.delete(List.of(FOLDER + "wal/00000001/1-2", FOLDER + "wal/00000001/2-3"));
    assertThat(copy.bringUpToDate()).isEmpty();
    assertThat(names(to)).containsExactlyInAnyOrderElementsOf(names(from));
    assertThat(to.readBytes(FOLDER + "wal/00000001/1-3", 0, 99))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("wal/00000001/1-3");
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
    assertThat(new ArchiveCopy(from, to, SERVER).bringUpToDate()).containsExactly(BACKUP);
  }

  @Test
  void aStoreThatIsGoneDoesNotTakeTheCopyWithIt() {
    put("key.json", "wal/00000001/1-2");
    copy.bringUpToDate();
    from.delete(names(from));
    copy.bringUpToDate();
    assertThat(names(to)).hasSize(2);
  }

  @Test
  void theCopyKeepsWhatTheOriginalHasLost() {
    String log = "wal/00000001/%016X-%016X";
    put("key.json", log.formatted(1, 2), log.formatted(2, 3));
    from.putIfAbsent(PACK, Content.of(new byte[9]));
    from.putIfAbsent(MANIFEST, Content.of(new byte[9]));
    copy.bringUpToDate();

    from.delete(List.of(PACK, FOLDER + log.formatted(2, 3)));
    copy.bringUpToDate();
    assertThat(names(to)).contains(PACK, FOLDER + log.formatted(2, 3));

    from.delete(List.of(MANIFEST, FOLDER + log.formatted(1, 2)));
    copy.bringUpToDate();
    assertThat(names(to)).containsExactly(FOLDER + "key.json");
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
