package dev.meridian.repository.backup;

import dev.meridian.repository.backup.ManifestFormat.LineJson;
import dev.meridian.repository.backup.ManifestFormat.SummaryJson;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.util.stream.Stream;

/** A manifest as an object's content. */
final class ManifestWriter implements Content {

  private final SealedObject object;
  private final BackupManifest manifest;

  ManifestWriter(Sealing sealing, String name, BackupManifest manifest) {
    this.object = sealing.create(name, ObjectKind.MANIFEST);
    this.manifest = manifest;
  }

  @Override
  public void writeTo(OutputStream sink) throws IOException {
    sink.write(object.preamble());
    var summary = SummaryJson.of(manifest.summary(), manifest.packs().size());
    sink.write(object.seal(0, false, ManifestFormat.WRITER.writeValueAsBytes(summary)));
    try (var contents = new Chunks(sink)) {
      for (LineJson line : (Iterable<LineJson>) lines()::iterator) {
        contents.write(ManifestFormat.WRITER.writeValueAsBytes(line));
        contents.write('\n');
      }
    }
  }

  private Stream<LineJson> lines() {
    return Stream.of(
            manifest.packs().stream().map(LineJson::of),
            manifest.folders().stream().map(LineJson::of),
            manifest.links().stream().map(LineJson::of),
            manifest.files().stream().map(LineJson::of))
        .flatMap(lines -> lines);
  }

  /** Cuts what is written into chunks from number 1 on; closing it writes the last one. */
  private final class Chunks extends OutputStream {

    private final OutputStream sink;
    private final byte[] buffer = new byte[Sealing.CHUNK_BYTES];
    private int filled;
    private long number = 1;

    Chunks(OutputStream sink) {
      this.sink = sink;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int from = offset;
      int left = length;
      while (left > 0) {
        if (filled == buffer.length) {
          seal(false);
        }
        int count = Math.min(left, buffer.length - filled);
        System.arraycopy(bytes, from, buffer, filled, count);
        filled += count;
        from += count;
        left -= count;
      }
    }

    private void seal(boolean last) throws IOException {
      sink.write(object.seal(number++, last, buffer, filled));
      filled = 0;
    }

    @Override
    public void close() throws IOException {
      seal(true);
    }
  }
}
