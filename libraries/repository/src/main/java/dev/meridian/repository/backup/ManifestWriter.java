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

/** A manifest as an object's content. */
final class ManifestWriter implements Content {

  private final SealedObject object;
  private final BackupManifest manifest;
  private final NewFiles files;
  private final NewFiles.Packs packs;

  ManifestWriter(
      Sealing sealing, String name, BackupManifest manifest, NewFiles files, NewFiles.Packs packs) {
    this.object = sealing.create(name, ObjectKind.MANIFEST);
    this.manifest = manifest;
    this.files = files;
    this.packs = packs;
  }

  @Override
  public void writeTo(OutputStream sink) throws IOException {
    sink.write(object.preamble());
    var summary = SummaryJson.of(manifest);
    sink.write(object.seal(0, false, ManifestFormat.WRITER.writeValueAsBytes(summary)));
    UUID id = manifest.summary().id();
    try (var contents = new ChunkOutput(object, 1, sink)) {
      for (Pack pack : manifest.packs()) {
        write(PackLine.of(pack, id), contents);
      }
      for (BackedUpFolder folder : manifest.folders()) {
        write(FolderLine.of(folder), contents);
      }
      for (BackedUpLink link : manifest.links()) {
        write(LinkLine.of(link), contents);
      }
      files.<IOException>forEach(packs, file -> write(FileLine.of(file), contents));
    }
  }

  private static void write(Object line, OutputStream contents) throws IOException {
    contents.write(ManifestFormat.WRITER.writeValueAsBytes(line));
    contents.write('\n');
  }
}
