package dev.meridian.repository.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.sealing.Sealing;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The manifest's JSON, as docs/repository-format.md describes it. */
final class ManifestFormat {

  static final int VERSION = 1;

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
      int packs) {

    static SummaryJson of(BackupSummary summary, int packs) {
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
          packs);
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
      return new BackupSummary(id, serverId, facts, tablespaces, files, logicalBytes, storedBytes);
    }
  }

  /** One line of a manifest's contents; which kind it is of, its only non-null name tells. */
  record LineJson(
      @Nullable Integer pack,
      @Nullable String directory,
      @Nullable String link,
      @Nullable String file,
      @Nullable Long tablespace,
      @Nullable Long size,
      @Nullable Long stored,
      @Nullable List<Integer> chunks,
      @Nullable String mode,
      @Nullable String target,
      @Nullable Instant modified,
      @Nullable String sha256,
      @Nullable List<long[]> at) {

    static LineJson of(Pack pack) {
      return new LineJson(
          pack.number(),
          null,
          null,
          null,
          null,
          pack.size(),
          pack.stored(),
          pack.chunks(),
          null,
          null,
          null,
          null,
          null);
    }

    static LineJson of(BackedUpFolder folder) {
      return new LineJson(
          null,
          folder.path(),
          null,
          null,
          folder.tablespace(),
          null,
          null,
          null,
          octal(folder.mode()),
          null,
          null,
          null,
          null);
    }

    static LineJson of(BackedUpLink link) {
      return new LineJson(
          null,
          null,
          link.path(),
          null,
          link.tablespace(),
          null,
          null,
          null,
          null,
          link.target(),
          null,
          null,
          null);
    }

    static LineJson of(BackedUpFile file) {
      FileHeader header = file.header();
      List<long[]> at =
          file.extents().stream()
              .map(extent -> new long[] {extent.pack(), extent.offset(), extent.length()})
              .toList();
      return new LineJson(
          null,
          null,
          null,
          header.path(),
          header.tablespace(),
          header.size(),
          null,
          null,
          octal(header.mode()),
          null,
          header.modified(),
          file.sha256(),
          at);
    }

    private static String octal(int mode) {
      return "%04o".formatted(mode);
    }
  }
}
