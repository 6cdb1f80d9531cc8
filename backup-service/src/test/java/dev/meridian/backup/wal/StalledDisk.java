package dev.meridian.backup.wal;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A disk that doesn't answer: whoever waits for it waits in the operating system, and so do as many
 * virtual threads as can run at once.
 */
final class StalledDisk implements AutoCloseable {

  private final Path pipe;
  private final CountDownLatch waitedFor = new CountDownLatch(1);
  private final List<Thread> others = new ArrayList<>();
  private @Nullable RandomAccessFile answer;

  StalledDisk(Path folder) throws IOException, InterruptedException {
    pipe = folder.resolve("stalled");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
  }

  /** Waits until it answers. */
  void use() {
    waitedFor.countDown();
    open();
  }

  private void open() {
    // A pipe that nobody writes to isn't open before somebody does.
    try (var in = new FileInputStream(pipe.toFile())) {
      in.available();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until somebody waits for it, and lets all threads that run virtual ones do so, too. */
  void awaitUse() throws InterruptedException {
    waitedFor.await();
    for (int thread = 0; thread < Runtime.getRuntime().availableProcessors(); thread++) {
      others.add(Thread.ofVirtual().start(this::open));
    }
  }

  /** Answers from now on. */
  void answer() throws IOException {
    answer = new RandomAccessFile(pipe.toFile(), "rw");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (answer == null) {
      answer();
    }
    for (Thread other : others) {
      other.join();
    }
    if (answer != null) {
      answer.close();
    }
  }
}
