package dev.meridian.testsupport;

import dev.meridian.postgres.runtime.OsUser;
import dev.meridian.postgres.runtime.PostgresFailure;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the bundled binaries are extracted when they are needed: once a build, in the folder that
 * the build names, and once in this JVM where it names none or PostgreSQL may not enter it.
 */
final class ExtractedBinaries {

  static final String BUILDS_FOLDER = "meridian.test.binaries";
  private static final Logger LOG = LoggerFactory.getLogger(ExtractedBinaries.class);

  private ExtractedBinaries() {}

  static Path directory(OsUser user) {
    String folder = System.getProperty(BUILDS_FOLDER, "");
    return folder.isEmpty() || !mayEnter(user, Path.of(folder))
        ? Own.DIRECTORY.path()
        : Path.of(folder);
  }

  private static boolean mayEnter(OsUser user, Path directory) {
    try {
      user.requireAccess(directory);
      return true;
    } catch (PostgresFailure e) {
      LOG.info("PostgreSQL is extracted anew: {}", e.getMessage());
      return false;
    }
  }

  private static final class Own {

    static final TemporaryDirectory DIRECTORY =
        TemporaryDirectory.create("binaries", "none", "TERM");
  }
}
