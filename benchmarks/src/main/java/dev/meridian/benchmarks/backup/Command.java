package dev.meridian.benchmarks.backup;

import dev.meridian.postgres.runtime.OsUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs other people's programs as the user that servers run as. */
public final class Command {

  /** Those that were measured: the same one is shown once. */
  private static final Set<String> SHOWN = ConcurrentHashMap.newKeySet();

  private static final Pattern TIMES = Pattern.compile("(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s\\s*$");

  private Command() {}

  /** What it took on the clock and of all its processes. */
  public static Measured measure(Path stored, String command)
      throws IOException, InterruptedException {
    if (SHOWN.add(command)) {
      System.out.println("  $ " + command);
    }
    long before = Folders.bytes(stored);
    long from = System.nanoTime();
    String output = run(command + " && times");
    double seconds = (System.nanoTime() - from) / 1e9;
    Matcher times = TIMES.matcher(output);
    double cpu = times.find() ? seconds(times, 1) + seconds(times, 3) : Double.NaN;
    return new Measured(seconds, cpu, Folders.bytes(stored) - before);
  }

  public static String run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(OsUser.forPostgres().command(List.of("bash", "-c", command)))
            .redirectErrorStream(true)
            .directory(Path.of("/").toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed:\n" + output);
    }
    return output;
  }

  private static double seconds(Matcher times, int group) {
    return Integer.parseInt(times.group(group)) * 60 + Double.parseDouble(times.group(group + 1));
  }
}
