package dev.meridian.benchmarks.backup;

import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the processes of a server took that have ended, as Linux tells its postmaster. */
final class ServerCpu {

  private static final int TICKS_A_SECOND = 100;

  /** A process is counted when its postmaster has noticed its end. */
  private static final long NOTICED_MILLIS = 500;

  private final Path stat;
  private final double before;

  private ServerCpu(Path stat, double before) {
    this.stat = stat;
    this.before = before;
  }

  /** Counts from now on. */
  static ServerCpu since(TestPostgres server) throws IOException {
    long postmaster = server.cluster().pid().orElseThrow();
    Path stat = Path.of("/proc/" + postmaster + "/stat");
    return new ServerCpu(stat, seconds(stat));
  }

  /** Of those that have ended since. */
  double seconds() throws IOException, InterruptedException {
    Thread.sleep(NOTICED_MILLIS);
    return seconds(stat) - before;
  }

  private static double seconds(Path stat) throws IOException {
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / (double) TICKS_A_SECOND;
  }
}
