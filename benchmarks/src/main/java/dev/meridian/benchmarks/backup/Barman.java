package dev.meridian.benchmarks.backup;

import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Barman with its streaming method, as Debian installs it: not compressed, one stream. */
final class Barman {

  private static final String PROGRAM = System.getProperty("barman", "barman");

  private Barman() {}

  static String version() throws IOException, InterruptedException {
    return Command.run(PROGRAM + " --version").lines().findFirst().orElse("").strip();
  }

  /** A backup into an empty folder, with the log being received as Barman wants it. */
  static Measured full(TestPostgres server, Path folder) throws IOException, InterruptedException {
    Command.run("mkdir " + folder);
    Path configuration = folder.resolveSibling("barman.conf");
    Files.writeString(configuration, configuration(server, folder));
    String barman = "%s -q -c %s ".formatted(PROGRAM, configuration);
    try {
      Command.run(
          barman
              + "receive-wal --create-slot s && ("
              + barman
              + "receive-wal s > /dev/null 2>&1 & ) && sleep 2 && "
              + barman
              + "switch-wal --force --archive s");
      return Command.measure(folder, barman + "backup --immediate-checkpoint s");
    } finally {
      Command.run(barman + "receive-wal --stop s; " + barman + "receive-wal --drop-slot s; true");
      Folders.delete(folder);
    }
  }

  private static String configuration(TestPostgres server, Path folder) {
    String connection =
        "host=127.0.0.1 port=%d user=postgres dbname=postgres".formatted(server.port());
    return """
    [barman]
    barman_home = %1$s
    barman_user = postgres
    log_file = %1$s/barman.log
    [s]
    description = s
    conninfo = %2$s
    streaming_conninfo = %2$s
    backup_method = postgres
    streaming_archiver = on
    slot_name = barman
    path_prefix = /usr/lib/postgresql/15/bin
    """
        .formatted(folder, connection);
  }
}
