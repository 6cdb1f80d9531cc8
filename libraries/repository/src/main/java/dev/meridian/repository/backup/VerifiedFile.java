package dev.meridian.repository.backup;

import dev.meridian.repository.store.DamagedObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Passes a file's content on and holds it against the checksum it was backed up with, if any. */
final class VerifiedFile extends OutputStream {

  private final BackedUpFile file;
  private final OutputStream sink;
  private final @Nullable FileDigest digest;

  VerifiedFile(BackedUpFile file, OutputStream sink) {
    this.file = file;
    this.sink = sink;
    this.digest = file.checksum().map(VerifiedFile::digest).orElse(null);
  }

  private static FileDigest digest(Checksum checksum) {
    var digest = new FileDigest();
    digest.begin(checksum.kind());
    return digest;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    sink.write(bytes, offset, length);
    if (digest != null) {
      digest.update(bytes, offset, length);
    }
  }

  /**
   * To be called when all of the file was written.
   *
   * @throws DamagedObject when the content is another; it names the pack that the file begins in
   */
  void check(IntFunction<String> packs) {
    if (digest != null && !digest.end().equals(file.checksum().orElseThrow())) {
      int pack = file.extents().isEmpty() ? 0 : file.extents().getFirst().pack();
      throw new DamagedObject(
          packs.apply(pack), "the file " + file.header().path() + " is not what was backed up");
    }
  }
}
