package dev.meridian.benchmarks.loops;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What could tell whether a page is what it was; operations are pages of 8 KiB. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class PageChecksums {

  private final byte[] page = new byte[8192];
  private final CRC32C crc32c = new CRC32C();
  private final MessageDigest sha256 = sha();

  /** A page of random bytes. */
  @Setup
  public void fill() {
    new Random(1).nextBytes(page);
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The JDK has no SHA-256", e);
    }
  }

  /** 32 bits: finds mistakes. */
  @Benchmark
  public long crc32c() {
    crc32c.reset();
    crc32c.update(page, 0, page.length);
    return crc32c.getValue();
  }

  /** Cryptographic. */
  @Benchmark
  public byte[] sha256() {
    return sha256.digest(page);
  }

  /** 128 bits, not cryptographic: the one in use. */
  @Benchmark
  public HashValue128 xxh3() {
    return Hashing.xxh3_128().hashBytesTo128Bits(page);
  }
}
