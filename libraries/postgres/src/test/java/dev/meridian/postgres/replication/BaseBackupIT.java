package dev.meridian.postgres.replication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.tar.TarEntry;
import dev.meridian.postgres.tar.TarReader;
import dev.meridian.postgres.tar.TarVisitor;
import dev.meridian.testsupport.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseBackupIT {

  private static final Pattern MANIFEST_FILE =
      Pattern.compile("\"Path\": \"([^\"]+)\", \"Size\": (\\d+),.*\"Checksum\": \"([0-9a-f]+)\"");

  private static ReplicationConnection connect(TestPostgres postgres) throws IOException {
    return ReplicationConnection.open(
        Endpoint.of("127.0.0.1", postgres.port(), "postgres"), "meridian");
  }

  /** Size and checksum of each file, and what is small. */
  private static final class Members implements TarVisitor {

    final Map<String, String> checksums = new TreeMap<>();
    final Map<String, String> small = new TreeMap<>();
    final Map<String, TarEntry> others = new TreeMap<>();
    String prefix = "";
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final CRC32C checksum = new CRC32C();
    private @Nullable TarEntry entry;
    private long size;

    @Override
    public void begin(TarEntry member) {
      entry = member;
      size = 0;
      checksum.reset();
      text.reset();
    }

    @Override
    public void content(ByteBuffer bytes) {
      if (text.size() < 10_000) {
        text.writeBytes(copy(bytes));
      }
      size += bytes.remaining();
      checksum.update(bytes);
    }

    @Override
    public void end() {
      TarEntry member = Objects.requireNonNull(entry);
      assertThat(size).isEqualTo(member.size());
      if (member.type() != TarEntry.Type.FILE) {
        others.put(prefix + member.name(), member);
        return;
      }
      int reversed = Integer.reverseBytes((int) checksum.getValue());
      checksums.put(prefix + member.name(), size + " " + String.format("%08x", reversed));
      small.put(prefix + member.name(), text.toString(UTF_8));
    }
  }

  /** Takes every archive apart. */
  private static class Contents implements BaseBackupVisitor {

    final Members members = new Members();
    final List<BackupTablespace> tablespaces = new ArrayList<>();
    final List<String> archives = new ArrayList<>();
    final ByteArrayOutputStream manifest = new ByteArrayOutputStream();
    Lsn start = Lsn.ZERO;
    long progress;
    private @Nullable TarReader reader;

    @Override
    public void started(Lsn lsn, int timeline, List<BackupTablespace> all) {
      start = lsn;
      tablespaces.addAll(all);
    }

    @Override
    public void archive(String name, String location) throws IOException {
      finish();
      archives.add(name);
      members.prefix = location.isEmpty() ? "" : "pg_tblspc/" + name.replace(".tar", "/");
      reader = new TarReader(members);
    }

    void finish() throws IOException {
      if (reader != null) {
        reader.finish();
      }
    }

    @Override
    public void content(ByteBuffer tar) throws IOException {
      Objects.requireNonNull(reader).accept(tar);
    }

    @Override
    public void manifest(ByteBuffer json) {
      manifest.writeBytes(copy(json));
    }

    @Override
    public void progress(long bytes) {
      progress = bytes;
    }
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return copy;
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void everyFileOfTheManifestIsInTheArchives(int major) throws Exception {
    TestPostgres postgres = TestPostgres.shared(major);
    try (ReplicationConnection connection = connect(postgres)) {
      Path tablespace = tablespace(postgres);
      postgres
          .database("postgres")
          .execute(
              "CREATE TABLESPACE fast LOCATION '" + tablespace + "'",
              "CREATE TABLE t TABLESPACE fast AS SELECT i, md5(i::text) FROM"
                  + " generate_series(1, 100000) i",
              "CREATE TABLE u AS SELECT i, md5(i::text) FROM generate_series(1, 100000) i",
              "CHECKPOINT");
      Contents contents = new Contents();

      BaseBackupResult result =
          connection.baseBackup(BaseBackupOptions.of("it's a label").withFileChecksums(), contents);
      contents.finish();

      assertThat(result.start()).isEqualTo(contents.start).isLessThan(result.end());
      assertThat(List.of(result.startTimeline(), result.endTimeline())).containsExactly(1, 1);
      assertThat(contents.archives).hasSize(2).last().isEqualTo("base.tar");
      assertThat(contents.tablespaces)
          .extracting(t -> t.location().orElse(""))
          .containsExactly(tablespace.toString(), "");
      assertThat(contents.progress).isGreaterThan(10_000_000);
      Map<String, String> inTar = new TreeMap<>(contents.members.checksums);
      assertThat(inTar).hasSizeGreaterThan(900);
      assertThat(differences(inTar, manifest(contents.manifest.toString(UTF_8)))).isEmpty();
      assertThat(contents.members.small.get("backup_label")).contains("LABEL: it's a label\n");
      assertThat(contents.members.small.get("tablespace_map")).contains(tablespace.toString());
      assertThat(contents.members.others.get("pg_wal").type()).isEqualTo(TarEntry.Type.DIRECTORY);
      assertSizes(postgres, inTar);

      // The same connection is good for the next command.
      assertThat(connection.identifySystem().timeline()).isEqualTo(1);
    }
  }

  private static Path tablespace(TestPostgres postgres) throws IOException {
    Path path = Files.createDirectory(postgres.dataDirectory().resolveSibling("fast"));
    Files.setOwner(path, Files.getOwner(postgres.dataDirectory()));
    return path;
  }

  private static Map<String, String> manifest(String json) {
    Map<String, String> files = new TreeMap<>();
    Matcher file = MANIFEST_FILE.matcher(json);
    while (file.find()) {
      files.put(file.group(1), file.group(2) + " " + file.group(3));
    }
    return files;
  }

  private static List<String> differences(Map<String, String> one, Map<String, String> other) {
    Set<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(one.get(name), other.get(name)))
        .map(name -> name + ": " + one.get(name) + ", " + other.get(name))
        .toList();
  }

  /** The tables' own files, which nobody writes to. */
  private static void assertSizes(TestPostgres postgres, Map<String, String> inTar)
      throws Exception {
    for (String table : List.of("t", "u")) {
      String path =
          postgres.database("postgres").query("SELECT pg_relation_filepath('" + table + "')");
      assertThat(inTar.get(path))
          .startsWith(Files.size(postgres.dataDirectory().resolve(path)) + " ");
    }
  }

  @Test
  void aReceiverThatFailsEndsTheBackupAndTheConnection() throws Exception {
    ReplicationConnection connection = connect(TestPostgres.shared(18));
    Contents full =
        new Contents() {
          @Override
          public void content(ByteBuffer bytes) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    assertThatIOException()
        .isThrownBy(() -> connection.baseBackup(BaseBackupOptions.of("x"), full))
        .withMessage("No space left on device");
    assertThat(connection.isClosed()).isTrue();
    assertThatIOException().isThrownBy(connection::identifySystem);
  }

  @Test
  void aPageThatFailsItsChecksumFailsTheBackup() throws Exception {
    try (TestPostgres postgres = TestPostgres.start(18)) {
      postgres
          .database("postgres")
          .execute("CREATE TABLE t AS SELECT i FROM generate_series(1, 10000) i", "CHECKPOINT");
      String path = postgres.database("postgres").query("SELECT pg_relation_filepath('t')");
      postgres.stop();
      Path file = postgres.dataDirectory().resolve(path);
      byte[] pages = Files.readAllBytes(file);
      pages[5 * 8192 + 4000] ^= 1;
      Files.write(file, pages);
      postgres.restart();

      try (ReplicationConnection connection = connect(postgres)) {
        assertThatExceptionOfType(ServerError.class)
            .isThrownBy(() -> connection.baseBackup(BaseBackupOptions.of("x"), new Contents()))
            .matches(e -> e.is("XX001"));
        assertThat(connection.identifySystem().timeline()).isEqualTo(1);
      }
    }
  }
}
