package dev.meridian.repository.backup;

import dev.meridian.repository.backup.ManifestFormat.LineJson;
import dev.meridian.repository.backup.ManifestFormat.SummaryJson;
import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;

/** Reads and checks one manifest. It never holds more than one file of it. */
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

  /**
   * Reads all of it.
   *
   * @param files gets each file as it comes. What it throws is thrown; that the manifest is as it
   *     should be is known only when this returns.
   */
  <E extends Exception> BackupManifest read(FileSpool.Sink<E> files) throws E {
    InputStream in = new BufferedInputStream(store.read(name, 0, Long.MAX_VALUE), 1 << 16);
    try (var chunks = ChunkReader.of(sealing, name, ObjectKind.MANIFEST, in)) {
      return read(checkedSummary(chunks.next().content()), new ChunkInput(chunks), files);
    }
  }

  private SummaryJson checkedSummary(byte[] json) {
    try {
      SummaryJson summary = ManifestFormat.SUMMARY.readValue(json);
      boolean understood = summary.version() >= 1 && summary.version() <= ManifestFormat.VERSION;
      if (!understood || summary.chunkSize() != Sealing.CHUNK_BYTES) {
        throw new UnsupportedFormat(
            name,
            "%s has version %d and chunks of %d bytes; understood are versions 1 to %d and 1 MiB"
                .formatted(name, summary.version(), summary.chunkSize(), ManifestFormat.VERSION));
      }
      return summary;
    } catch (JacksonException e) {
      throw new DamagedObject(name, "its summary is not the JSON it should be", e);
    }
  }

  private <E extends Exception> BackupManifest read(
      SummaryJson summary, InputStream contents, FileSpool.Sink<E> files) throws E {
    List<Pack> packs = new ArrayList<>();
    List<BackedUpFolder> folders = new ArrayList<>();
    List<BackedUpLink> links = new ArrayList<>();
    var check = new ManifestCheck(name, summary.packs());
    try (MappingIterator<LineJson> lines = lines(contents)) {
      for (LineJson next = next(lines); next != null; next = next(lines)) {
        LineJson line = next;
        if (line.file() != null) {
          BackedUpFile file = converted(line::toFile);
          check.add(file);
          files.take(file);
        } else if (line.directory() != null) {
          folders.add(converted(line::toFolder));
        } else if (line.link() != null) {
          links.add(converted(line::toLink));
        } else if (line.pack() != null) {
          packs.add(converted(() -> line.toPack(summary.id())));
        }
      }
    }
    packs.sort(Comparator.comparing(Pack::number));
    check.finish(packs, summary.files());
    return new BackupManifest(summary.summary(), packs, folders, links);
  }

  private MappingIterator<LineJson> lines(InputStream contents) {
    try {
      return ManifestFormat.LINE.readValues(contents);
    } catch (JacksonException e) {
      throw notTheJson(e);
    }
  }

  private @Nullable LineJson next(MappingIterator<LineJson> lines) {
    try {
      return lines.hasNextValue() ? lines.nextValue() : null;
    } catch (JacksonException | IllegalArgumentException e) {
      throw notTheJson(e);
    }
  }

  private <T> T converted(Line<T> line) {
    try {
      return line.convert();
    } catch (IllegalArgumentException | ArithmeticException | NullPointerException e) {
      throw notTheJson(e);
    }
  }

  private interface Line<T> {

    T convert();
  }

  /** Jackson wraps what the store threw while a line was read from it, which is no damage. */
  private RepositoryException notTheJson(RuntimeException cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof RepositoryException fromTheStore) {
        return fromTheStore;
      }
    }
    return new DamagedObject(name, "its contents are not the JSON they should be", cause);
  }
}
