package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads single WAL objects: their headers, indexes and blocks. */
final class WalObjects {

  /** Gets the header of any object, and all of a small one, with one read. */
  private static final int FIRST_READ_BYTES = 8 << 10;

  private final Store store;
  private final Sealing sealing;
  private final WalNames names;
  private final @Nullable WalMemory memory;

  WalObjects(Store store, Sealing sealing, WalNames names) {
    this(store, sealing, names, null);
  }

  WalObjects(Store store, Sealing sealing, WalNames names, @Nullable WalMemory memory) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
    this.memory = memory;
  }

  /** An object whose header was read. */
  @SuppressWarnings("ArrayRecordComponent")
  record Opened(SealedObject object, WalHeader header, byte[] beginning, int headerEnd) {

    long offsetOfBlock(int block) {
      long offset = headerEnd + (long) header.indexStored();
      for (int before = 0; before < block; before++) {
        offset += header.blocksStored().get(before);
      }
      return offset;
    }
  }

  /**
   * Reads the object's header, with one call of the store.
   *
   * @throws dev.meridian.repository.store.MissingObject when it is not there (any more)
   */
  Opened open(WalRange range) {
    return memory == null
        ? read(range)
        : memory.opened(range).orElseGet(() -> memory.keep(range, read(range)));
  }

  private Opened read(WalRange range) {
    String name = names.object(range);
    byte[] beginning = store.readBytes(name, 0, FIRST_READ_BYTES);
    SealedObject object = sealing.open(name, ObjectKind.WAL, beginning);
    int end = Sealing.PREAMBLE_BYTES + object.storedLength(beginning, Sealing.PREAMBLE_BYTES);
    WalHeader header;
    try {
      header = WalHeader.parse(object.open(0, beginning, Sealing.PREAMBLE_BYTES).content());
    } catch (IllegalArgumentException e) {
      throw new DamagedObject(name, "its header is not one", e);
    }
    if (!header.range().equals(range)) {
      throw new DamagedObject(name, "its header says " + header.range());
    }
    return new Opened(object, header, beginning, end);
  }

  /** No object of so much log is shorter: its header, its index, and its blocks. */
  static long leastStored(WalRange range) {
    long chunks = 2 + Math.ceilDiv(range.length(), (long) Sealing.CHUNK_BYTES);
    return Sealing.PREAMBLE_BYTES + chunks * SealedObject.CHUNK_EXTRA_BYTES;
  }

  /** The transaction ends in the object; reads once more only if the first read was too short. */
  List<TransactionEnd> ends(Opened opened) {
    return fromIndex(opened, List.of(), EndFormat::index);
  }

  /** The last end in the object of the transaction of an id; as {@link #ends}. */
  Optional<TransactionEnd> end(Opened opened, int xid) {
    return fromIndex(opened, Optional.empty(), index -> EndFormat.last(index, xid));
  }

  private <T> T fromIndex(Opened opened, T none, Function<byte[], T> wanted) {
    WalHeader header = opened.header();
    if (header.ends() == 0) {
      return none;
    }
    String name = opened.object().name();
    int from = opened.headerEnd();
    int length = header.indexStored();
    byte[] stored =
        from + length <= opened.beginning().length
            ? Arrays.copyOfRange(opened.beginning(), from, from + length)
            : store.readBytes(name, from, length);
    byte[] index = opened.object().open(1, stored, 0).content();
    if (index.length != header.ends() * EndFormat.END_BYTES) {
      throw new DamagedObject(name, "its index has another length than its header says");
    }
    try {
      return wanted.apply(index);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new DamagedObject(name, "its index is not one", e);
    }
  }

  /** Is told of bytes of the log. */
  interface Log {
    void accept(Lsn position, byte[] bytes);
  }

  /**
   * Opens everything in the object, and holds its header against the rest of it.
   *
   * @param log is told of all that the object has
   */
  void verify(WalRange range, Log log) {
    Opened opened = open(range);
    String name = opened.object().name();
    WalHeader header = opened.header();
    if (!header.before().plus(ends(opened)).equals(header.after())) {
      throw new DamagedObject(name, "its index does not lead from its first state to its second");
    }
    long size = store.size(name).orElseThrow(() -> new MissingObject(name));
    if (size != opened.offsetOfBlock(header.blocksStored().size())) {
      throw new DamagedObject(name, "it has another size than its header says");
    }
    long bytes = 0;
    try (ChunkReader blocks = blocks(opened, 0)) {
      for (int block = 0; block < header.blocksStored().size(); block++) {
        byte[] content = blocks.next().content();
        log.accept(range.start().plus(bytes), content);
        bytes += content.length;
      }
    }
    if (bytes != range.length()) {
      throw new DamagedObject(name, "it has more or fewer bytes of the log than its name says");
    }
  }

  /** The blocks from number {@code block} on. */
  ChunkReader blocks(Opened opened, int block) {
    long offset = opened.offsetOfBlock(block);
    var in = store.read(opened.object().name(), offset, Long.MAX_VALUE);
    return new ChunkReader(opened.object(), in, 2L + block);
  }
}
