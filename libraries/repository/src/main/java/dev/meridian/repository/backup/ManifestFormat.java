package dev.meridian.repository.backup;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.sealing.Sealing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The manifest's JSON, as docs/repository-format.md describes it. */
final class ManifestFormat {

  /**
   * What is written. Of version 1, a manifest names only its own backup's packs, and of each file
   * its SHA-256; of version 2, maybe others' packs, and other checksums or none; of version 3,
   * packs may be of version 2.
   */
  static final int VERSION = 3;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .changeDefaultPropertyInclusion(
              all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();
  static final ObjectWriter WRITER = JSON.writer();
  static final ObjectReader SUMMARY = JSON.readerFor(SummaryJson.class);
  static final ObjectReader LINE = JSON.readerFor(LineJson.class);

  private ManifestFormat() {}

  /** Chunk 0 of a manifest. */
  record SummaryJson(
      int version,
      UUID id,
      UUID serverId,
      String label,
      String postgresVersion,
      String systemIdentifier,
      int segmentSize,
      int timeline,
      String startLsn,
      String stopLsn,
      Instant startedAt,
      Instant stoppedAt,
      List<Tablespace> tablespaces,
      long files,
      long logicalBytes,
      long storedBytes,
      int chunkSize,
      int packs,
      @Nullable UUID base,
      @Nullable Boolean postgresManifest) {

    static SummaryJson of(BackupManifest manifest) {
      BackupSummary summary = manifest.summary();
      BackupFacts facts = summary.facts();
      return new SummaryJson(
          VERSION,
          summary.id(),
          summary.serverId(),
          facts.label(),
          facts.postgresVersion(),
          Long.toUnsignedString(facts.systemIdentifier()),
          facts.segmentSize(),
          facts.timeline(),
          facts.start().toString(),
          facts.stop().toString(),
          facts.startedAt(),
          facts.stoppedAt(),
          summary.tablespaces(),
          summary.files(),
          summary.logicalBytes(),
          summary.storedBytes(),
          Sealing.CHUNK_BYTES,
          manifest.packs().size(),
          summary.base().orElse(null),
          summary.postgresManifest() ? true : null);
    }

    BackupSummary summary() {
      var facts =
          new BackupFacts(
              label,
              postgresVersion,
              Long.parseUnsignedLong(systemIdentifier),
              segmentSize,
              timeline,
              Lsn.parse(startLsn),
              Lsn.parse(stopLsn),
              startedAt,
              stoppedAt);
      return new BackupSummary(
          id,
          serverId,
          facts,
          tablespaces,
          files,
          logicalBytes,
          storedBytes,
          Optional.ofNullable(base),
          Boolean.TRUE.equals(postgresManifest));
    }
  }

  /** One line of a manifest's contents; which kind it is of, its first name tells. */
  record LineJson(
      @Nullable Integer pack,
      @Nullable String directory,
      @Nullable String link,
      @Nullable String file,
      @Nullable UUID of,
      @Nullable Integer number,
      @Nullable Long tablespace,
      @Nullable Long size,
      @Nullable Long stored,
      @Nullable List<Integer> chunks,
      @Nullable String mode,
      @Nullable String target,
      @Nullable Instant modified,
      @Nullable String sha256,
      @Nullable String crc32c,
      @Nullable List<long[]> at,
      @Nullable List<long[]> pageDigests) {

    Pack toPack(UUID backup) {
      int known = requireNonNull(pack);
      return new Pack(
          known,
          of == null ? backup : of,
          of == null ? known : requireNonNull(number),
          requireNonNull(size),
          requireNonNull(stored),
          requireNonNull(chunks));
    }

    BackedUpFolder toFolder() {
      return new BackedUpFolder(
          requireNonNull(directory), requireNonNull(tablespace), permissions());
    }

    BackedUpLink toLink() {
      return new BackedUpLink(
          requireNonNull(link), requireNonNull(tablespace), requireNonNull(target));
    }

    BackedUpFile toFile() {
      var header =
          new FileHeader(
              requireNonNull(file),
              requireNonNull(tablespace),
              requireNonNull(size),
              permissions(),
              requireNonNull(modified));
      return new BackedUpFile(
          header,
          checksum(),
          extents(requireNonNull(at)),
          pageDigests == null ? List.of() : extents(pageDigests));
    }

    private static List<Extent> extents(List<long[]> numbers) {
      return numbers.stream()
          .map(each -> new Extent(Math.toIntExact(each[0]), each[1], each[2]))
          .toList();
    }

    private Optional<Checksum> checksum() {
      if (sha256 != null) {
        return Optional.of(new Checksum(Checksum.Kind.SHA_256, sha256));
      }
      return Optional.ofNullable(crc32c).map(value -> new Checksum(Checksum.Kind.CRC_32C, value));
    }

    private int permissions() {
      return Integer.parseInt(requireNonNull(mode), 8);
    }
  }

  /** A pack's line in the manifest of the backup {@code id}. */
  record PackLine(
      int pack,
      @Nullable UUID of,
      @Nullable Integer number,
      long size,
      long stored,
      List<Integer> chunks) {

    static PackLine of(Pack pack, UUID id) {
      boolean own = pack.of().equals(id);
      return new PackLine(
          pack.number(),
          own ? null : pack.of(),
          own ? null : pack.numberThere(),
          pack.size(),
          pack.stored(),
          pack.chunks());
    }
  }

  /** A folder's line. */
  record FolderLine(String directory, long tablespace, String mode) {

    static FolderLine of(BackedUpFolder folder) {
      return new FolderLine(folder.path(), folder.tablespace(), octal(folder.mode()));
    }
  }

  /** A symbolic link's line. */
  record LinkLine(String link, long tablespace, String target) {

    static LinkLine of(BackedUpLink link) {
      return new LinkLine(link.path(), link.tablespace(), link.target());
    }
  }

  /** A file's line. */
  record FileLine(
      String file,
      long tablespace,
      long size,
      String mode,
      Instant modified,
      @Nullable String sha256,
      @Nullable String crc32c,
      List<long[]> at,
      @Nullable List<long[]> pageDigests) {

    static FileLine of(BackedUpFile file) {
      FileHeader header = file.header();
      return new FileLine(
          header.path(),
          header.tablespace(),
          header.size(),
          octal(header.mode()),
          header.modified(),
          value(file, Checksum.Kind.SHA_256),
          value(file, Checksum.Kind.CRC_32C),
          numbers(file.extents()),
          file.pageDigests().isEmpty() ? null : numbers(file.pageDigests()));
    }

    private static List<long[]> numbers(List<Extent> extents) {
      return extents.stream()
          .map(extent -> new long[] {extent.pack(), extent.offset(), extent.length()})
          .toList();
    }

    private static @Nullable String value(BackedUpFile file, Checksum.Kind kind) {
      return file.checksum()
          .filter(checksum -> checksum.kind() == kind)
          .map(Checksum::value)
          .orElse(null);
    }
  }

  private static String octal(int mode) {
    return "%04o".formatted(mode);
  }
}
