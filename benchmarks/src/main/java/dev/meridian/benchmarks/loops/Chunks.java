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

/** Chunks of 1 MiB of which half cannot be compressed, encrypted; operations are chunks. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class Chunks {

  private static final byte[] TEXT =
      "row the quick brown fox jumps over the lazy dog ".repeat(4).getBytes(StandardCharsets.UTF_8);

  /** As zstd counts. */
  @Param({"1", "3"})
  public int level = 1;

  private final byte[] content = new byte[Sealing.CHUNK_BYTES];
  private SealedObject object = sealing().create("benchmark", ObjectKind.PACK);
  private byte[] sealed = {};

  private Sealing sealing() {
    return Sealing.encrypted(new byte[32], level);
  }

  /** Rows, each of random bytes and of text. */
  @Setup
  public void fill() {
    var random = new Random(1);
    byte[] noise = new byte[TEXT.length];
    for (int at = 0; at + 2 * TEXT.length <= content.length; at += 2 * TEXT.length) {
      random.nextBytes(noise);
      System.arraycopy(noise, 0, content, at, noise.length);
      System.arraycopy(TEXT, 0, content, at + noise.length, TEXT.length);
    }
    object = sealing().create("benchmark", ObjectKind.PACK);
    sealed = object.seal(0, true, content);
  }

  /** Compressed and encrypted. */
  @Benchmark
  public byte[] seal() {
    return object.seal(0, true, content);
  }

  /** Verified, decrypted and decompressed. */
  @Benchmark
  public SealedObject.Chunk open() {
    return object.open(0, sealed, 0);
  }
}
