package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.repository.backup.BackedUpFile;
import dev.meridian.repository.backup.BackupReader;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackupPropertyTest {

  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverIsBackedUpIsReadBack(long seed) {
    var random = new Random(seed);
    boolean encrypted = random.nextBoolean();
    int count = random.nextInt(13);
    int level = 1 + random.nextInt(4);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int number = 0; number < count; number++) {
      files.put("base/" + number, content(random));
    }
    RepositoryKey key = encrypted ? RepositoryKey.generate() : RepositoryKey.none();
    var store = new MemoryStore();
    ServerArchive archive =
        Repository.create(store, key).withCompressionLevel(level).server(UUID.randomUUID());

    UUID id = SampleBackups.take(archive, files, SampleBackups.facts()).id();

    BackupReader backup = Repository.open(store, key).server(archive.serverId()).openBackup(id);
    assertThat(SampleBackups.files(backup)).hasSize(count);
    for (BackedUpFile file : SampleBackups.files(backup)) {
      assertThat(backup.read(file)).isEqualTo(files.get(file.header().path()));
    }
    assertThat(backup.verify()).isEmpty();
  }

  /** Of any size up to some chunks, with a liking for the sizes of chunks; random bytes or not. */
  private static byte[] content(Random random) {
    int size =
        switch (random.nextInt(5)) {
          case 0 -> 0;
          case 1 -> random.nextInt(9000);
          case 2 -> MIB * (1 + random.nextInt(2)) + random.nextInt(3) - 1;
          case 3 -> 8192 * random.nextInt(64);
          default -> random.nextInt(3 * MIB);
        };
    byte[] content = new byte[size];
    if (random.nextBoolean()) {
      random.nextBytes(content);
    } else {
      for (int at = 0; at < size; at++) {
        content[at] = (byte) (at % 1013);
      }
    }
    return content;
  }

  static LongStream seeds() {
    return LongStream.range(0, 25);
  }
}
