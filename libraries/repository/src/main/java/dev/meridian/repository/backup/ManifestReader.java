package dev.meridian.repository.backup;

import dev.meridian.repository.backup.ManifestFormat.LineJson;
import dev.meridian.repository.backup.ManifestFormat.SummaryJson;
import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.Store;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;

/** Reads and checks one manifest. */
final class ManifestReader {

  /** A summary is hardly ever larger, so that one read of the store gets it. */
  private static final int SUMMARY_READ_BYTES = 16 << 10;

  private final Store store;
  private final Sealing sealing;
  private final String name;

  ManifestReader(Store store, Sealing sealing, String name) {
    this.store = store;
    this.sealing = sealing;
    this.name = name;
  }

  /** Only the summary, with one or two small reads. */
  BackupSummary summary() {
    byte[] beginning = store.readBytes(name, 0, SUMMARY_READ_BYTES);
    SealedObject object = sealing.open(name, ObjectKind.MANIFEST, beginning);
    int end = Sealing.PREAMBLE_BYTES + object.storedLength(beginning, Sealing.PREAMBLE_BYTES);
    if (end > beginning.length) {
      beginning = store.readBytes(name, 0, end);
    }
    return checkedSummary(object.open(0, beginning, Sealing.PREAMBLE_BYTES).content()).summary();
  }

  BackupManifest manifest() {
    InputStream in = new BufferedInputStream(store.read(name, 0, Long.MAX_VALUE), 1 << 16);
    try (var chunks = ChunkReader.of(sealing, name, ObjectKind.MANIFEST, in)) {
      SummaryJson summary = checkedSummary(chunks.next().content());
      var contents = new ByteArrayOutputStream();
      SealedObject.Chunk chunk;
      do {
        chunk = chunks.next();
        contents.writeBytes(chunk.content());
      } while (!chunk.last());
      return manifest(summary, contents.toByteArray());
    }
  }

  private SummaryJson checkedSummary(byte[] json) {
    try {
      SummaryJson summary = ManifestFormat.SUMMARY.readValue(json);
      boolean understood =
          summary.version() == ManifestFormat.FIRST || summary.version() == ManifestFormat.SECOND;
      if (!understood || summary.chunkSize() != Sealing.CHUNK_BYTES) {
        throw new UnsupportedFormat(
            name,
            "%s has version %d and chunks of %d bytes; understood are versions 1 and 2 and 1 MiB"
                .formatted(name, summary.version(), summary.chunkSize()));
      }
      return summary;
    } catch (JacksonException e) {
      throw new DamagedObject(name, "its summary is not the JSON it should be", e);
    }
  }

  private BackupManifest manifest(SummaryJson summary, byte[] contents) {
    List<Pack> packs = new ArrayList<>();
    List<BackedUpFolder> folders = new ArrayList<>();
    List<BackedUpLink> links = new ArrayList<>();
    List<BackedUpFile> files = new ArrayList<>();
    try (var lines = ManifestFormat.LINE.<LineJson>readValues(new ByteArrayInputStream(contents))) {
      while (lines.hasNextValue()) {
        LineJson line = lines.nextValue();
        if (line.file() != null) {
          files.add(line.toFile());
        } else if (line.directory() != null) {
          folders.add(line.toFolder());
        } else if (line.link() != null) {
          links.add(line.toLink());
        } else if (line.pack() != null) {
          packs.add(line.toPack(summary.id()));
        }
      }
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      throw new DamagedObject(name, "its contents are not the JSON they should be", e);
    }
    packs.sort(Comparator.comparing(Pack::number));
    var manifest = new BackupManifest(summary.summary(), packs, folders, links, files);
    check(manifest, summary.packs());
    return manifest;
  }

  private void check(BackupManifest manifest, int packs) {
    if (manifest.packs().size() != packs || manifest.files().size() != manifest.summary().files()) {
      throw new DamagedObject(name, "it lists more or fewer packs or files than its summary says");
    }
    for (int number = 0; number < packs; number++) {
      Pack pack = manifest.packs().get(number);
      long chunks = Math.ceilDiv(pack.size(), (long) Sealing.CHUNK_BYTES);
      if (pack.number() != number || pack.chunks().size() != chunks) {
        throw new DamagedObject(name, "its pack " + number + " does not add up");
      }
    }
    for (BackedUpFile file : manifest.files()) {
      long size = file.header().size();
      checkExtents(file, file.extents(), size, manifest.packs());
      if (!file.pageDigests().isEmpty()) {
        checkExtents(file, file.pageDigests(), PageDigests.bytes(size), manifest.packs());
      }
    }
  }

  private void checkExtents(
      BackedUpFile file, List<Extent> extents, long expected, List<Pack> packs) {
    long size = 0;
    for (Extent extent : extents) {
      boolean inside =
          extent.pack() >= 0
              && extent.pack() < packs.size()
              && extent.offset() >= 0
              && extent.length() > 0
              && extent.offset() <= packs.get(extent.pack()).size() - extent.length();
      if (!inside) {
        throw new DamagedObject(name, file.header().path() + " lies outside its packs");
      }
      size += extent.length();
    }
    if (size != expected) {
      throw new DamagedObject(name, file.header().path() + " does not add up to its size");
    }
  }
}
