package dev.meridian.repository.backup;

import dev.meridian.repository.store.DamagedObject;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.IntFunction;

/** Passes a file's content on and holds it against the checksum it was backed up with. */
final class VerifiedFile extends OutputStream {

  private final BackedUpFile file;
  private final OutputStream sink;
  private final MessageDigest digest = BackupWriter.sha256();

  VerifiedFile(BackedUpFile file, OutputStream sink) {
    this.file = file;
    this.sink = sink;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    sink.write(bytes, offset, length);
    digest.update(bytes, offset, length);
  }

  /**
   * To be called when all of the file was written.
   *
   * @throws DamagedObject when the content is another; it names the pack that the file begins in
   */
  void check(IntFunction<String> packs) {
    if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
      int pack = file.extents().isEmpty() ? 0 : file.extents().getFirst().pack();
      throw new DamagedObject(
          packs.apply(pack), "the file " + file.header().path() + " is not what was backed up");
    }
  }
}
