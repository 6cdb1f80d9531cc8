package dev.meridian.host.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.postgres.page.PageChecksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckPagesTest {

  @TempDir private Path data;

  @BeforeEach
  void makeDataDirectory() throws IOException {
    for (String folder : List.of("global", "base/5", "pg_tblspc/16400/PG_18_1/5", "pg_wal")) {
      Files.createDirectories(data.resolve(folder));
    }
    for (String file :
        List.of("global/1260", "base/5/16384_fsm", "pg_tblspc/16400/PG_18_1/5/16401.1")) {
      Files.write(data.resolve(file), new byte[3 * PageChecksum.PAGE]);
    }
  }

  private CheckPages.Checked check(Duration budget) {
    return new CheckPages(data, new SplittableRandom(1), Deadline.in(budget), () -> {}).run();
  }

  @Test
  void thePagesOfRelationsAreVerifiedAndNothingElse() throws IOException {
    for (String file : List.of("global/pg_control", "base/5/PG_VERSION", "pg_wal/16384")) {
      byte[] other = new byte[PageChecksum.PAGE];
      new Random(1).nextBytes(other);
      Files.write(data.resolve(file), other);
    }

    assertThat(check(Duration.ofMinutes(1))).isEqualTo(new CheckPages.Checked(9, 9));
  }

  @Test
  void aPageWithAnotherChecksumThanItsOwnIsNamed() throws IOException {
    byte[] pages = new byte[3 * PageChecksum.PAGE];
    new Random(1).nextBytes(pages);
    Arrays.fill(pages, 0, PageChecksum.PAGE, (byte) 0);
    Files.write(data.resolve("pg_tblspc/16400/PG_18_1/5/16401.1"), pages);

    assertThatThrownBy(() -> check(Duration.ofMinutes(1)))
        .isInstanceOfSatisfying(
            ProvisioningFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo("page-corrupt");
              assertThat(e.reason()).contains("Page 131073 of pg_tblspc/16400/PG_18_1/5/16401.1");
            });
  }

  @Test
  void withoutTimeNoneIsVerified() {
    assertThat(check(Duration.ZERO)).isEqualTo(new CheckPages.Checked(0, 9));
  }
}
