package dev.meridian.repository.journal;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.sealing.CompressedBytes;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.SealedObject.Chunk;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** One journal's file, byte by byte: "Commit journals" in docs/repository-format.md. */
final class JournalFormat {

  /** Records begin at multiples of it: writing one rewrites no block that has another. */
  static final int BLOCK_BYTES = 4096;

  static final int FILE_BYTES = 16 << 20;

  /** Where the first record begins. */
  static final int FIRST_RECORD = BLOCK_BYTES;

  private static final int HEAD_BYTES = 2 * Integer.BYTES;

  private final SealedObject sealed;

  private JournalFormat(SealedObject sealed) {
    this.sealed = sealed;
  }

  /** A new file of this name. */
  static JournalFormat create(Sealing sealing, String name) {
    return new JournalFormat(sealing.create(name, ObjectKind.JOURNAL));
  }

  /**
   * The file whose bytes these are.
   *
   * @throws DamagedObject when it does not begin as one
   */
  static JournalFormat open(Sealing sealing, String name, byte[] file) {
    return new JournalFormat(sealing.open(name, ObjectKind.JOURNAL, file));
  }

  /** The first block. */
  byte[] head(int timeline, int segmentSize) {
    byte[] content = ByteBuffer.allocate(HEAD_BYTES).putInt(timeline).putInt(segmentSize).array();
    byte[] preamble = sealed.preamble();
    byte[] chunk = sealed.seal(0, false, new CompressedBytes(content, content.length));
    return ByteBuffer.allocate(BLOCK_BYTES).put(preamble).put(chunk).array();
  }

  /** Whose log a file has. */
  record Head(int timeline, int segmentSize) {}

  Head head(byte[] file) {
    ByteBuffer content = ByteBuffer.wrap(sealed.open(0, file, Sealing.PREAMBLE_BYTES).content());
    if (content.remaining() != HEAD_BYTES) {
      throw new UnsupportedFormat(sealed.name(), "The head of " + sealed.name() + " is unknown");
    }
    return new Head(content.getInt(), content.getInt());
  }

  /** How much of a file a record with so many bytes of log takes. */
  static int recordBytes(int log) {
    return padded(2 * Long.BYTES + SealedObject.CHUNK_EXTRA_BYTES + log);
  }

  private static int padded(int bytes) {
    return (bytes + BLOCK_BYTES - 1) & -BLOCK_BYTES;
  }

  /**
   * A record with its padding.
   *
   * @param number from 1, never used before in this file
   * @param log is read up to its limit
   */
  ByteBuffer record(long number, Lsn start, ByteBuffer log) {
    byte[] content = new byte[Long.BYTES + log.remaining()];
    ByteBuffer record = ByteBuffer.allocate(recordBytes(log.remaining()));
    ByteBuffer.wrap(content).putLong(start.position()).put(log);
    record.putLong(number);
    record.put(sealed.seal(number, false, new CompressedBytes(content, content.length)));
    return record.rewind();
  }

  /**
   * A record as it was read.
   *
   * @param next where the one after it begins
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Record(long number, Lsn start, byte[] log, int next) {

    Lsn end() {
      return start.plus(log.length);
    }
  }

  /** A record is not compressed, and not long: what only looks like one can say any length. */
  private static boolean isRecordsLength(byte[] file, int at) {
    if (file.length - at < SealedObject.CHUNK_HEADER_BYTES) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(file, at, SealedObject.CHUNK_HEADER_BYTES);
    int stored = header.getInt();
    int content = header.getInt();
    return stored == content
        && content >= Long.BYTES
        && content <= Long.BYTES + Sealing.CHUNK_BYTES;
  }

  /** The record that begins at {@code at}; empty when none that is whole does. */
  Optional<Record> record(byte[] file, int at) {
    if (file.length - at < Long.BYTES) {
      return Optional.empty();
    }
    long number = ByteBuffer.wrap(file, at, Long.BYTES).getLong();
    if (number <= 0 || !isRecordsLength(file, at + Long.BYTES)) {
      return Optional.empty();
    }
    try {
      Chunk chunk = sealed.open(number, file, at + Long.BYTES);
      byte[] content = chunk.content();
      Lsn start = new Lsn(ByteBuffer.wrap(content).getLong());
      byte[] log = Arrays.copyOfRange(content, Long.BYTES, content.length);
      return Optional.of(new Record(number, start, log, at + recordBytes(log.length)));
    } catch (DamagedObject e) {
      return Optional.empty();
    }
  }
}
