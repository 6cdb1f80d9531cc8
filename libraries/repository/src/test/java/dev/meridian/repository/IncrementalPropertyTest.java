package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.ComparedFile;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.backup.Rewriting;
import dev.meridian.repository.backup.StitchedFile;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.wal.WalArchiveWriter;
import dev.meridian.repository.work.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose files change at random, of which one backup is built upon another. */
class IncrementalPropertyTest {

  private static final int PAGE = 8192;
  private static final int BACKUPS = 20;

  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<UUID, Map<String, byte[]>> backedUp = new HashMap<>();
  private final MemoryStore store = new MemoryStore();
  private int restored;

  @TempDir Path folder;

  static LongStream seeds() {
    return LongStream.range(0, 6);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverExpiresEveryOtherBackupIsWhatTheServerHad(long seed) throws Exception {
    var random = new Random(seed);
    RepositoryKey key = seed % 2 == 0 ? RepositoryKey.generate() : RepositoryKey.none();
    ServerArchive archive = Repository.create(store, key).server(UUID.randomUUID());
    Optional<BackupSummary> base = Optional.empty();
    Map<String, byte[]> earlier = Map.of();
    for (int number = 0; number < BACKUPS; number++) {
      change(random);
      BackupFacts facts = facts(number);
      UUID id = new UUID(number << 16 | 0x7000, random.nextLong() >>> 2 | Long.MIN_VALUE);
      BackupSummary taken;
      try (BackupWriter backup =
          base.isPresent() ? archive.newBackup(id, base.get().id()) : archive.newBackup(id)) {
        backup.rewriting(new Rewriting(random.nextDouble(), random.nextDouble()));
        boolean comparing = seed % 3 > 0 && random.nextInt(8) > 0;
        for (String path : files.keySet()) {
          if (comparing) {
            sendAll(random, backup, path);
            continue;
          }
          send(random, backup, path, Optional.ofNullable(earlier.get(path)));
        }
        taken = backup.complete(facts);
      }
      backedUp.put(id, new HashMap<>(files));
      earlier = new HashMap<>(files);
      base = Optional.of(taken);
      appendLog(archive, number);
      if (random.nextInt(3) == 0) {
        expire(archive, number, random.nextInt(BACKUPS / 2));
      }
      if (random.nextInt(8) == 0) {
        settleInterrupted(archive, random, taken.id());
      }
      if (number % 7 == 0) {
        everyBackupIsWhatTheServerHad(archive);
      }
    }
    archive.removeIncomplete(Duration.ofSeconds(-10));
    everyBackupIsWhatTheServerHad(archive);
    assertThat(archive.verify()).isEmpty();
    backedUp.keySet().forEach(archive::deleteBackup);
    archive.removeIncomplete(Duration.ofSeconds(-10));
    assertThat(store.listAll("servers/" + archive.serverId() + "/backups/")).isEmpty();
  }

  /** All that a backup needs, and up to the next one. */
  private static void appendLog(ServerArchive archive, int number) {
    try (WalArchiveWriter wal = archive.walWriter()) {
      wal.append(1, new Lsn(0x2000000L + number * 0x1000), new byte[0x1000], List.of());
    }
  }

  /** As the service does it. What must go is told apart from the plan. */
  private void expire(ServerArchive archive, int now, int retention) {
    Map<Instant, UUID> byEnd = new TreeMap<>();
    archive.backups().forEach(each -> byEnd.put(each.facts().stoppedAt(), each.id()));
    List<UUID> endedBefore =
        byEnd.entrySet().stream()
            .filter(each -> !each.getKey().isAfter(end(now - retention)))
            .map(Map.Entry::getValue)
            .toList();

    Duration kept = Duration.ofSeconds(retention);
    archive.apply(archive.planExpiry(end(now), kept), end(now), kept);
    archive.removeIncomplete(Duration.ofHours(24));

    endedBefore.stream().limit(Math.max(0, endedBefore.size() - 1)).forEach(backedUp::remove);
  }

  /** One in the middle goes, too: of one that the service finds to be no good, nothing stays. */
  private void settleInterrupted(ServerArchive archive, Random random, UUID last) {
    UUID victim = List.copyOf(backedUp.keySet()).get(random.nextInt(backedUp.size()));
    if (!victim.equals(last)) {
      archive.deleteBackup(victim);
      backedUp.remove(victim);
    }
  }

  private void everyBackupIsWhatTheServerHad(ServerArchive archive) throws IOException {
    assertThat(archive.backups())
        .extracting(BackupSummary::id)
        .containsExactlyInAnyOrderElementsOf(backedUp.keySet());
    for (Map.Entry<UUID, Map<String, byte[]>> each : backedUp.entrySet()) {
      Path target = folder.resolve("restored-" + ++restored);
      archive.openBackup(each.getKey()).restore(target, Map.of(), false, ProgressListener.NONE);
      assertThat(filesUnder(target)).isEqualTo(each.getValue().keySet());
      for (Map.Entry<String, byte[]> file : each.getValue().entrySet()) {
        byte[] content = Files.readAllBytes(target.resolve(file.getKey()));
        assertThat(Arrays.mismatch(content, file.getValue()))
            .as("%s of %s", file.getKey(), each.getKey())
            .isEqualTo(-1);
      }
    }
  }

  private static Set<String> filesUnder(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(target)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> target.relativize(file).toString())
          .collect(Collectors.toSet());
    }
  }

  /** Makes, drops, grows, truncates, and changes pages of some files. */
  private void change(Random random) {
    if (files.isEmpty() || random.nextInt(3) == 0) {
      files.put("base/" + random.nextInt(1000), pages(random, random.nextInt(40)));
    }
    if (files.size() > 4 || files.size() > 2 && random.nextInt(4) == 0) {
      files.remove(List.copyOf(files.keySet()).get(random.nextInt(files.size())));
    }
    for (String path : List.copyOf(files.keySet())) {
      byte[] content = files.get(path).clone();
      switch (random.nextInt(6)) {
        case 0 -> content = Arrays.copyOf(content, random.nextInt(content.length + 1) & -PAGE);
        case 1 -> content = Arrays.copyOf(content, content.length + PAGE * random.nextInt(20));
        default -> {}
      }
      for (int changes = random.nextInt(6); changes > 0 && content.length > 0; changes--) {
        int page = random.nextInt(content.length / PAGE);
        System.arraycopy(pages(random, 1), 0, content, page * PAGE, PAGE);
      }
      files.put(path, content);
    }
  }

  private static byte[] pages(Random random, int count) {
    byte[] pages = new byte[count * PAGE];
    random.nextBytes(pages);
    return pages;
  }

  /** As a server does that cannot tell what changed. */
  private void sendAll(Random random, BackupWriter backup, String path) {
    byte[] content = files.get(path);
    var file =
        new ComparedFile(backup, new FileHeader(path, 0, content.length, 0600, SampleBackups.NOON));
    for (int at = 0; at < content.length; ) {
      int count = Math.min(1 + random.nextInt(20_000), content.length - at);
      ByteBuffer bytes = ByteBuffer.wrap(content, at, count);
      file.accept(random.nextBoolean() ? bytes : bytes.asReadOnlyBuffer());
      at += count;
    }
    file.finish();
  }

  /** As PostgreSQL does: what is new whole, of the rest the pages that may have changed. */
  private void send(Random random, BackupWriter backup, String path, Optional<byte[]> earlier)
      throws IOException {
    byte[] content = files.get(path);
    if (earlier.isEmpty() || random.nextInt(5) == 0) {
      SampleBackups.addFile(backup, path, content);
      return;
    }
    byte[] before = earlier.get();
    int pages = content.length / PAGE;
    // Any length that the file had in between; what lies beyond it was written since.
    int truncation = Math.min(pages, before.length / PAGE);
    TreeSet<Integer> sent = new TreeSet<>();
    for (int page = 0; page < pages; page++) {
      int from = page * PAGE;
      boolean zero = truncation > 0 && isZero(content, from) && before.length <= from;
      boolean same =
          page < truncation && Arrays.equals(content, from, from + PAGE, before, from, from + PAGE);
      if (!same && !(zero && page < pages - 1) || random.nextInt(50) == 0) {
        sent.add(page);
      }
    }
    byte[] file = incrementalFile(content, List.copyOf(sent), truncation);
    var header = new FileHeader(path, 0, file.length, 0600, SampleBackups.NOON);
    var stitched = new StitchedFile(backup, header, backup.before(0, path).orElseThrow());
    for (int at = 0; at < file.length; ) {
      int count = Math.min(1 + random.nextInt(20_000), file.length - at);
      stitched.accept(ByteBuffer.wrap(file, at, count));
      at += count;
    }
    stitched.finish();
  }

  private static boolean isZero(byte[] content, int from) {
    for (int at = from; at < from + PAGE; at++) {
      if (content[at] != 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] incrementalFile(byte[] content, List<Integer> sent, int truncation) {
    int header = 12 + 4 * sent.size();
    int padded = sent.isEmpty() ? header : (header + PAGE - 1) / PAGE * PAGE;
    ByteBuffer file =
        ByteBuffer.allocate(padded + sent.size() * PAGE)
            .order(ByteOrder.nativeOrder())
            .putInt(0xd3ae1f0d)
            .putInt(sent.size())
            .putInt(truncation);
    sent.forEach(file::putInt);
    file.position(padded);
    sent.forEach(page -> file.put(content, page * PAGE, PAGE));
    return file.array();
  }

  private static BackupFacts facts(int number) {
    return SampleBackups.facts(
        new Lsn(0x2000028L + number * 0x1000), new Lsn(0x2000120L + number * 0x1000), end(number));
  }

  private static Instant end(int number) {
    return SampleBackups.NOON.plusSeconds(number);
  }
}
