package dev.meridian.postgres.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.postgres.runtime.Installation.Origin;
import dev.meridian.postgres.runtime.PostgresFailure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationsTest {

  @TempDir Path directory;

  @Test
  void everySupportedMajorVersionIsBundled() {
    assertThat(Installations.bundled(directory, List.of()).versions())
        .containsOnlyKeys(15, 16, 17, 18)
        .allSatisfy((major, version) -> assertThat(version).startsWith(major + "."));
  }

  @Test
  void anInstalledVersionIsChosenBeforeTheBundledOne() throws IOException {
    var bin = install("bin", "postgres (PostgreSQL) 17.2 (Debian 17.2-1.pgdg120+1)");

    var chosen = Installations.bundled(directory, List.of(bin)).forMajor(17);

    assertThat(chosen).isEqualTo(new Installation(17, "17.2", bin, Origin.INSTALLED));
  }

  @Test
  void theHighestMinorVersionIsChosen() throws IOException {
    var older = install("older", "postgres (PostgreSQL) 16.2");
    var newer = install("newer", "postgres (PostgreSQL) 16.10");

    assertThat(Installations.bundled(directory, List.of(newer, older)).versions())
        .containsEntry(16, "16.10");
  }

  @Test
  void anIncompleteInstallationIsNone() throws IOException {
    var bin = install("bin", "postgres (PostgreSQL) 17.2");
    Files.delete(bin.resolve("initdb"));

    assertThat(Installations.bundled(directory, List.of(bin)).versions())
        .doesNotContainValue("17.2");
  }

  @Test
  void anUnsupportedVersionIsNone() throws IOException {
    var bin = install("bin", "postgres (PostgreSQL) 14.9");

    var installations = Installations.bundled(directory, List.of(bin));

    var failure = catchThrowableOfType(PostgresFailure.class, () -> installations.forMajor(14));
    assertThat(failure.reason()).isEqualTo(Reason.NO_INSTALLATION);
    assertThat(failure).hasMessageContaining("14").hasMessageContaining("18=");
  }

  private Path install(String name, String version) throws IOException {
    var bin = Files.createDirectory(directory.resolve(name));
    for (var program : List.of("initdb", "pg_ctl", "postgres")) {
      var file = bin.resolve(program);
      Files.writeString(file, "#!/bin/sh\necho '%s'\n".formatted(version));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return bin;
  }
}
