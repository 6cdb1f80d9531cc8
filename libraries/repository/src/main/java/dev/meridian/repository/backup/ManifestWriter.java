package dev.meridian.repository.backup;

import dev.meridian.repository.backup.ManifestFormat.FileLine;
import dev.meridian.repository.backup.ManifestFormat.FolderLine;
import dev.meridian.repository.backup.ManifestFormat.LinkLine;
import dev.meridian.repository.backup.ManifestFormat.PackLine;
import dev.meridian.repository.backup.ManifestFormat.SummaryJson;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
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
    var summary = SummaryJson.of(manifest);
    sink.write(object.seal(0, false, ManifestFormat.WRITER.writeValueAsBytes(summary)));
    try (var contents = new ChunkOutput(object, 1, sink)) {
      for (Object line : (Iterable<Object>) lines()::iterator) {
        contents.write(ManifestFormat.WRITER.writeValueAsBytes(line));
        contents.write('\n');
      }
    }
  }

  private Stream<Object> lines() {
    UUID id = manifest.summary().id();
    return Stream.of(
            manifest.packs().stream().map(pack -> PackLine.of(pack, id)),
            manifest.folders().stream().map(FolderLine::of),
            manifest.links().stream().map(LinkLine::of),
            manifest.files().stream().map(FileLine::of))
        .flatMap(lines -> lines);
  }
}
