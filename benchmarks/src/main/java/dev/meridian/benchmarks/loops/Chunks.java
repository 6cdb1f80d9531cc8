package dev.meridian.benchmarks.loops;

import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import java.nio.charset.StandardCharsets;
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
 * Chunks of 1 MiB, encrypted, of what can be compressed, what cannot, and what is half of each;
 * operations are chunks.
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
    RANDOM
  }

  private static final int ROW = 192;
  private static final String WORDS = "row the quick brown fox jumps over the lazy dog ";

  /** What they are filled with. */
  @Param public Content content = Content.TEXT;

  /** As zstd counts. */
  @Param({"1", "3"})
  public int level = 1;

  private final byte[] bytes = new byte[Sealing.CHUNK_BYTES];
  private SealedObject object = sealing().create("benchmark", ObjectKind.PACK);
  private byte[] sealed = {};

  private Sealing sealing() {
    return Sealing.encrypted(new byte[32], level);
  }

  /** The first chunk of a pack decides how the others are compressed: it is sealed beforehand. */
  @Setup
  public void fill() {
    var random = new Random(1);
    byte[] words = WORDS.repeat(ROW / WORDS.length()).getBytes(StandardCharsets.UTF_8);
    byte[] noise = new byte[ROW];
    for (int at = 0, row = 0; at + ROW <= bytes.length; at += ROW, row++) {
      boolean isNoise = content == Content.RANDOM || content == Content.HALF_RANDOM && row % 2 == 0;
      random.nextBytes(noise);
      System.arraycopy(isNoise ? noise : words, 0, bytes, at, ROW);
    }
    object = sealing().create("benchmark", ObjectKind.PACK);
    object.seal(0, false, bytes);
    sealed = object.seal(1, true, bytes);
  }

  /** Compressed and encrypted. */
  @Benchmark
  public byte[] seal() {
    return object.seal(1, true, bytes);
  }

  /** Verified, decrypted and decompressed. */
  @Benchmark
  public SealedObject.Chunk open() {
    return object.open(1, sealed, 0);
  }
}
