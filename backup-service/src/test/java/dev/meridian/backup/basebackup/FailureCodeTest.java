package dev.meridian.backup.basebackup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.repository.store.MissingObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class FailureCodeTest {

  @Test
  void onlyWhatTheConnectionThrewIsTheServers() {
    assertThat(FailureCode.of(new EOFException("The server closed the connection")))
        .isEqualTo("server-unreachable");
    assertThat(FailureCode.of(new UncheckedIOException(new IOException("No space left"))))
        .isEqualTo("temporary-files-failed");
    assertThat(FailureCode.of(new IllegalStateException("There is an object of that name")))
        .isEqualTo(FailureCode.OURS);
  }

  @Test
  void whatIsGivenUpIsInterrupted() {
    assertThat(FailureCode.of(new CancellationException())).isEqualTo("interrupted");
    assertThat(FailureCode.of(new InterruptedException())).isEqualTo("interrupted");
  }

  @Test
  void theRepositoryNamesWhatIsWrongWithIt() {
    MissingObject missing = new MissingObject("servers/1/key.json");

    assertThat(FailureCode.of(missing)).isEqualTo(missing.code());
  }
}
