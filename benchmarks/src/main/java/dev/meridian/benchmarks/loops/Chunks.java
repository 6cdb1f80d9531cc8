package dev.meridian.benchmarks.loops;

import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Chunks of 1 MiB, encrypted, of what can be compressed, what cannot, and what is half of each, and
 * of pages; operations are chunks.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class Chunks {

  /** What a chunk is filled with. */
  public enum Content {
    /** Words. */
    TEXT,
    /** Rows, each of random bytes and of text. */
    HALF_RANDOM,
    /** Random bytes. */
    RANDOM,
    /** Pages of PostgreSQL's, of short rows that are numbered. */
    PAGES
  }

  private static final int ROW = 192;
  private static final int PAGE = 8192;
  private static final int PAGE_ROW = 128;
  private static final int PAGE_ROWS = 61;
  private static final String WORDS = "row the quick brown fox jumps over the lazy dog ";

  /** What they are filled with. */
  @Param public Content content = Content.TEXT;

  /** As zstd counts. */
  @Param({"1", "3"})
  public int level = 1;

  private final byte[] bytes = new byte[Sealing.CHUNK_BYTES];
  private SealedObject object = sealing().create("benchmark", ObjectKind.PACK);
  private SealedObject asItIs = sealing().create("benchmark", ObjectKind.PACK);
  private byte[] sealed = {};

  private Sealing sealing() {
    return Sealing.encrypted(new byte[32], level);
  }

  /** The first chunk of a pack decides how the others are compressed: it is sealed beforehand. */
  @Setup
  public void fill() {
    if (content == Content.PAGES) {
      fillWithPages();
    } else {
      fillWithRows();
    }
    object = sealing().create("benchmark", ObjectKind.PACK);
    object.sealPages(0, false, bytes.clone(), bytes.length);
    sealed = object.sealPages(1, true, bytes.clone(), bytes.length);
    asItIs = sealing().create("benchmark", ObjectKind.PACK);
    asItIs.seal(0, false, bytes);
  }

  /** As a table's that was loaded at once: a header of 24 bytes, a key, two numbers, blanks. */
  private void fillWithPages() {
    ByteBuffer pages = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int page = 0; page < bytes.length; page += PAGE) {
      pages.putShort(page + 12, (short) (24 + 4 * PAGE_ROWS)).putShort(page + 16, (short) PAGE);
      pages.putShort(page + 18, (short) 0x2004);
      for (int row = 1; row <= PAGE_ROWS; row++) {
        int at = PAGE - row * PAGE_ROW;
        pages.putInt(page + 20 + 4 * row, 121 << 17 | 1 << 15 | at);
        Arrays.fill(bytes, page + at, page + at + 121, (byte) ' ');
        pages.putInt(page + at, 737).putInt(page + at + 4, 0).putInt(page + at + 8, 0);
        pages.putInt(page + at + 12, page / PAGE << 16);
        pages.putInt(page + at + 16, 4 << 16 | row).putInt(page + at + 20, 24 << 16 | 0x0902);
        pages.putInt(page + at + 24, page / PAGE * PAGE_ROWS + row);
        pages.putInt(page + at + 28, 1).putInt(page + at + 32, 0);
      }
    }
  }

  private void fillWithRows() {
    var random = new Random(1);
    byte[] words = WORDS.repeat(ROW / WORDS.length()).getBytes(StandardCharsets.UTF_8);
    byte[] noise = new byte[ROW];
    for (int at = 0, row = 0; at + ROW <= bytes.length; at += ROW, row++) {
      boolean isNoise = content == Content.RANDOM || content == Content.HALF_RANDOM && row % 2 == 0;
      random.nextBytes(noise);
      System.arraycopy(isNoise ? noise : words, 0, bytes, at, ROW);
    }
  }

  /** Looked through for pages, compressed and encrypted; with a copy of what is sealed. */
  @Benchmark
  public byte[] seal() {
    return object.sealPages(1, true, bytes.clone(), bytes.length);
  }

  /** The same without looking for pages. */
  @Benchmark
  public byte[] sealAsItIs() {
    return asItIs.seal(1, true, bytes.clone());
  }

  /** Verified, decrypted and decompressed. */
  @Benchmark
  public SealedObject.Chunk open() {
    return object.open(1, sealed, 0);
  }
}
