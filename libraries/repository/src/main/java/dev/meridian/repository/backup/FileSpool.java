package dev.meridian.repository.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files of a backup, in the order in which they were added, on disk: there may be a hundred
 * thousand of them. For one thread at a time.
 */
final class FileSpool implements AutoCloseable {

  private static final int EXTENT_BYTES = Integer.BYTES + 2 * Long.BYTES;

  /** What a record has besides its path, its checksum and its extents. */
  private static final int FIXED_BYTES = 64;

  private static final byte NO_CHECKSUM = -1;

  private final Spool spool = new Spool();
  private ByteBuffer record = ByteBuffer.allocate(1 << 10);
  private long count;

  /** Takes some files one after the other. */
  @FunctionalInterface
  interface Sink<E extends Exception> {

    void take(BackedUpFile file) throws E;
  }

  /** How many files there are. */
  long count() {
    return count;
  }

  /** Adds a file, and tells where it is found again. */
  long add(BackedUpFile file) {
    long position = spool.size();
    byte[] path = file.header().path().getBytes(UTF_8);
    byte[] checksum = file.checksum().map(sum -> sum.value().getBytes(UTF_8)).orElse(new byte[0]);
    int extents = file.extents().size() + file.pageDigests().size();
    begin(FIXED_BYTES + path.length + checksum.length + extents * EXTENT_BYTES);
    put(path);
    FileHeader header = file.header();
    record.putLong(header.tablespace()).putLong(header.size()).putInt(header.mode());
    record.putLong(header.modified().getEpochSecond()).putInt(header.modified().getNano());
    record.put(file.checksum().map(sum -> (byte) sum.kind().ordinal()).orElse(NO_CHECKSUM));
    put(checksum);
    put(file.extents());
    put(file.pageDigests());
    int length = record.position();
    spool.write(record.putInt(0, length).array(), 0, length);
    count++;
    return position;
  }

  private void begin(int room) {
    if (record.capacity() < room) {
      record = ByteBuffer.allocate(room);
    }
    record.clear().position(Integer.BYTES);
  }

  private void put(byte[] bytes) {
    record.putInt(bytes.length).put(bytes);
  }

  private void put(List<Extent> extents) {
    record.putInt(extents.size());
    for (Extent extent : extents) {
      record.putInt(extent.pack()).putLong(extent.offset()).putLong(extent.length());
    }
  }

  /** The file that was added at this position. */
  BackedUpFile get(long position) {
    return file(spool.read(position, lengthAt(position)));
  }

  private int lengthAt(long position) {
    return spool.read(position, Integer.BYTES).getInt();
  }

  /** Passes all files on. */
  <E extends Exception> void forEach(Sink<E> sink) throws E {
    for (long position = 0; position < spool.size(); position += lengthAt(position)) {
      sink.take(get(position));
    }
  }

  private static BackedUpFile file(ByteBuffer record) {
    record.getInt();
    String path = text(record);
    long tablespace = record.getLong();
    long size = record.getLong();
    int mode = record.getInt();
    Instant modified = Instant.ofEpochSecond(record.getLong(), record.getInt());
    byte kind = record.get();
    String sum = text(record);
    Optional<Checksum> checksum =
        kind == NO_CHECKSUM
            ? Optional.empty()
            : Optional.of(new Checksum(Checksum.Kind.values()[kind], sum));
    return new BackedUpFile(
        new FileHeader(path, tablespace, size, mode, modified),
        checksum,
        extents(record),
        extents(record));
  }

  private static String text(ByteBuffer record) {
    byte[] bytes = new byte[record.getInt()];
    record.get(bytes);
    return new String(bytes, UTF_8);
  }

  private static List<Extent> extents(ByteBuffer record) {
    int count = record.getInt();
    List<Extent> extents = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      extents.add(new Extent(record.getInt(), record.getLong(), record.getLong()));
    }
    return extents;
  }

  @Override
  public void close() {
    spool.close();
  }
}
