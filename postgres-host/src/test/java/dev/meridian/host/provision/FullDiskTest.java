package dev.meridian.host.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.host.session.Session;
import dev.meridian.host.session.SessionFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullDiskTest {

  private static final long MUCH = 1L << 40;
  private static final ProvisioningFailure ENDED =
      new ProvisioningFailure(ProvisioningFailure.RECOVERY_FAILED, "PostgreSQL ended");

  @TempDir Path nobody;

  private SessionFailed lost() {
    return catchThrowableOfType(
        SessionFailed.class,
        () -> Session.open(nobody, 1, "meridian", "postgres", Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PANIC:  could not write to file \"pg_wal/xlogtemp.7\": No space left on device",
        "could not extend file \"base/5/16384\": wrote only 4096 of 8192 bytes at block 9\n"
            + "HINT:  Check free disk space."
      })
  void whatPostgresSaysOfAFullDiskIsTheReason(String words) {
    for (RuntimeException failure : new RuntimeException[] {ENDED, lost()}) {
      assertThat(FullDisk.named(failure, "LOG:  starting\n" + words, MUCH))
          .isInstanceOfSatisfying(
              ProvisioningFailure.class,
              full -> {
                assertThat(full.code()).isEqualTo("disk-full");
                assertThat(full.reason()).contains(words);
                assertThat(full).hasCause(failure);
              });
    }
  }

  @Test
  void whereItsLogHasNoRoomEitherWhatIsFreeTells() {
    assertThat(FullDisk.named(ENDED, "", 4096))
        .isInstanceOfSatisfying(
            ProvisioningFailure.class,
            full -> assertThat(full.reason()).contains("4,096 bytes").contains("PostgreSQL ended"));
  }

  @Test
  void anyOtherFailureStaysWhatItIs() {
    for (RuntimeException failure :
        new RuntimeException[] {
          new ProvisioningFailure("page-corrupt", "Page 7"), new CancellationException()
        }) {
      assertThat(FullDisk.named(failure, "No space left on device", 0)).isSameAs(failure);
    }
    assertThat(FullDisk.named(ENDED, "FATAL:  invalid checkpoint", MUCH)).isSameAs(ENDED);
  }
}
