package dev.meridian.standalone.demo;

import dev.meridian.standalone.Meridian;
import dev.meridian.standalone.TemporaryDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Plays the story on a Meridian of its own, and checks it. */
@Command(
    name = "demo",
    description = {
      "Starts a Meridian of its own in a temporary directory, makes and fills a server, drops a",
      "table, restores the server to the second before into a new one, and checks all of it.%n"
    },
    mixinStandardHelpOptions = true,
    footer = {"%nFor example:", "  meridian demo --report demo.json"})
public final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes every check with its figures to a file, as JSON.")
  private @Nullable Path report;

  @Option(names = "--keep", description = "Leaves everything running at the end, until Ctrl-C.")
  private boolean keep;

  @Spec private CommandSpec spec;

  /** Picocli injects what the command line says before it runs the command. */
  @SuppressWarnings("NullAway.Init")
  public DemoCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Narration narration = new Narration(out);
    Checks checks = new Checks(narration);
    String failure = null;
    try (TemporaryDirectory directory = new TemporaryDirectory("meridian-demo-")) {
      narration.step("Meridian starts in %s", directory.path());
      Stage stage = Stage.open(directory);
      try {
        narration.step("Meridian is ready");
        new Story(stage.meridian().endpoints(), stage.meridian().caCertificate(), narration, checks)
            .tell();
      } catch (Exception e) {
        failure = String.valueOf(e.getMessage());
        narration.step("The story ended early: %s", failure);
        stage.showLog(out);
      }
      writeReport(checks, narration, failure);
      if (keep) {
        keepRunning(stage, out);
      }
      stage.close();
    }
    boolean passed = failure == null && checks.passed() == checks.all().size();
    out.printf(
        "demo: %d of %d checks passed in %.1f s%n",
        checks.passed(), checks.all().size(), narration.seconds());
    out.flush();
    return passed ? 0 : 1;
  }

  private void writeReport(Checks checks, Narration narration, @Nullable String failure)
      throws IOException {
    if (report == null) {
      return;
    }
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("passed", checks.passed());
    content.put("total", checks.all().size());
    content.put("seconds", narration.seconds());
    content.put("endedEarly", failure);
    content.put("checks", List.copyOf(checks.all()));
    Files.writeString(
        report, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(content));
  }

  private static void keepRunning(Stage stage, PrintWriter out) throws InterruptedException {
    Meridian meridian = stage.meridian();
    meridian.endpoints().forEach((name, where) -> out.printf("  %-14s %s%n", name, where));
    out.printf(
        "Everything runs on; Ctrl-C stops it and deletes %s%n"
            + "For the CLI: export MERIDIAN_DATA_DIR=%s%n",
        meridian.dataDirectory(), meridian.dataDirectory());
    out.flush();
    new CountDownLatch(1).await();
  }
}
