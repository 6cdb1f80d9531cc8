package dev.meridian.repository.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseFileTest {

  private static final int PAGE = 8192;

  @TempDir Path folder;

  @Test
  void whatIsReadIsWhatWasWrittenHoweverItWasCut() throws IOException {
    var random = new Random(3);
    byte[] expected = new byte[100 * PAGE + 77];
    for (int page = 0; page < 100; page++) {
      if (random.nextBoolean()) {
        expected[page * PAGE + random.nextInt(PAGE)] = 1;
      }
    }
    Path file = folder.resolve("file");
    try (var opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(expected.length);
      var sparse = new SparseFile(opened.getChannel(), 0);
      int at = 0;
      while (at < expected.length) {
        int count = Math.min(expected.length - at, 1 + random.nextInt(5 * PAGE));
        sparse.write(expected, at, count);
        at += count;
      }
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
  }

  @Test
  void zerosTakeNoRoom() throws IOException, InterruptedException {
    Path file = folder.resolve("file");
    try (var opened = new RandomAccessFile(file.toFile(), "rw")) {
      opened.setLength(4 << 20);
      new SparseFile(opened.getChannel(), 0).write(new byte[4 << 20], 0, 4 << 20);
    }

    Process du = new ProcessBuilder("du", "-k", file.toString()).start();
    String[] output = new String(du.getInputStream().readAllBytes()).split("\\s");
    assertThat(Files.size(file)).isEqualTo(4 << 20);
    assertThat(Integer.parseInt(output[0])).isLessThan(64);
  }
}
