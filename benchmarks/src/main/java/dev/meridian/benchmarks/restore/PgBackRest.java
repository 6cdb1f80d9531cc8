package dev.meridian.benchmarks.restore;

import dev.meridian.benchmarks.backup.Command;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;

/** pgBackRest with zstd 3 and two processes, as Debian installs it, on one repository. */
record PgBackRest(Path folder) {

  private static final String PROGRAM = System.getProperty("pgbackrest", "pgbackrest");

  static String version() throws IOException, InterruptedException {
    return Command.run(PROGRAM + " version").strip();
  }

  /** What a server's {@code archive_command} is. */
  String archiveCommand(Path dataDirectory) {
    return text(dataDirectory) + " archive-push %p";
  }

  void backUp(TestPostgres server, boolean archiving) throws IOException, InterruptedException {
    String options =
        text(server.dataDirectory())
            + " --pg1-port=%d --pg1-socket-path=%s"
                .formatted(server.port(), server.socketDirectory());
    Command.run(options + " --no-online stanza-create");
    Command.run(
        options
            + " --compress-type=zst --compress-level=3 --type=full --process-max=2 --start-fast --repo1-retention-full=9"
            + (archiving ? "" : " --no-archive-check")
            + " backup");
  }

  /** The command that restores; the files are durable when it ends. */
  String restore(Path dataDirectory, String options) {
    return text(dataDirectory) + " --process-max=2 %s restore".formatted(options);
  }

  private String text(Path dataDirectory) {
    return (PROGRAM
            + " --stanza=s --pg1-path=%s --repo1-path=%s --lock-path=%s --log-path=%s"
            + " --log-level-console=error")
        .formatted(
            dataDirectory,
            folder.resolve("repository"),
            folder.resolve("lock"),
            folder.resolve("log"));
  }
}
