package dev.meridian.repository.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LateFileTest {

  private final LateFile file =
      new LateFile(
          new FileHeader("base/5/16400", 0, 8192, 0600, Instant.EPOCH),
          FilePart.of(
              BackedUpFile.of(
                  new FileHeader("base/5/16400", 0, 8192, 0600, Instant.EPOCH),
                  Optional.empty(),
                  List.of(new Extent(0, 0, 8192)))));

  /** Holds its first write until it is told to go on. */
  private static final class Held extends OutputStream {

    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void write(int value) throws IOException {
      writing.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void noPageIsLeftToTheLogWhileSomethingIsWritten() throws Exception {
    var held = new Held();
    Thread writing =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    file.guarding(held).write(new byte[1], 0, 1);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    held.writing.await();
    file.note(0, true);
    Thread leaving = Thread.ofPlatform().start(file::leaveToLog);
    await().until(() -> leaving.getState() == Thread.State.WAITING);
    assertThat(file.isLeftToLog(0)).isFalse();

    held.goOn.countDown();
    writing.join();
    leaving.join();

    assertThat(file.isLeftToLog(0)).isTrue();
  }
}
