package dev.meridian.standalone.demo;

import dev.meridian.cli.api.Endpoints;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.terminal.Terminal;
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
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    footer = {
      "%nFor example:",
      "  meridian demo --report demo.json",
      "  meridian demo --running --ca-certificate ~/.meridian/fleet/ca.crt"
    })
public final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes every check with its figures to a file, as JSON.")
  private @Nullable Path report;

  @Option(names = "--keep", description = "Leaves everything running at the end, until Ctrl-C.")
  private boolean keep;

  @Option(
      names = "--running",
      description = {
        "Plays on the Meridian that runs already where the CLI's options and environment variables",
        "say, instead of one of its own. Its two servers are left there."
      })
  private boolean running;

  @Option(
      names = "--ca-certificate",
      paramLabel = "FILE",
      description =
          "Whom to trust, for --running: the fleet's ca.crt (default: $$MERIDIAN_CA_CERTIFICATE).")
  private @Nullable Path caCertificate;

  @ArgGroup(validate = false, heading = "%nWhere Meridian is, for --running:%n")
  private Endpoints endpoints = new Endpoints();

  @Spec private CommandSpec spec;

  private final Terminal terminal;

  /**
   * A demo for whoever sits at a terminal. Picocli injects what the command line says before it
   * runs the command.
   */
  @SuppressWarnings("NullAway.Init")
  public DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Narration narration = new Narration(terminal.out());
    Checks checks = new Checks(narration);
    boolean told = running ? playOnRunning(narration, checks) : playOnOwn(narration, checks);
    boolean passed = told && checks.passed() == checks.all().size();
    terminal
        .out()
        .printf(
            "demo: %d of %d checks passed in %.1f s%n",
            checks.passed(), checks.all().size(), narration.seconds());
    terminal.out().flush();
    return passed ? 0 : 1;
  }

  private boolean playOnOwn(Narration narration, Checks checks) throws Exception {
    try (TemporaryDirectory directory = new TemporaryDirectory("meridian-demo-")) {
      narration.step("Meridian starts in %s", directory.path());
      Stage stage = Stage.open(directory);
      narration.step("Meridian is ready");
      Meridian meridian = stage.meridian();
      boolean told = tell(meridian.endpoints(), meridian.caCertificate(), narration, checks);
      if (!told) {
        stage.showLog(terminal.out());
      }
      if (keep) {
        keepRunning(stage, terminal.out());
      }
      stage.close();
      return told;
    }
  }

  private boolean playOnRunning(Narration narration, Checks checks) throws IOException {
    Map<String, String> where = new LinkedHashMap<>();
    where.put("inventory", endpoints.of(Service.INVENTORY, terminal).toString());
    where.put("backup", endpoints.of(Service.BACKUP, terminal).toString());
    where.put("restore", endpoints.of(Service.RESTORE, terminal).toString());
    where.put("networkRules", endpoints.of(Service.NETWORK_RULES, terminal).toString());
    where.put("kafka", endpoints.broker(terminal));
    narration.step("It plays on the Meridian at %s", where.get("inventory"));
    return tell(where, ca(), narration, checks);
  }

  private Path ca() {
    if (caCertificate != null) {
      return caCertificate;
    }
    String set = terminal.environment("MERIDIAN_CA_CERTIFICATE");
    if (set == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--running also needs --ca-certificate: 'meridian up' prints where its ca.crt is");
    }
    return Path.of(set);
  }

  /** Whether the story came to its end; the report is written in any case. */
  private boolean tell(Map<String, String> where, Path ca, Narration narration, Checks checks)
      throws IOException {
    @Nullable String failure = null;
    try {
      new Story(where, ca, narration, checks).tell();
    } catch (Exception e) {
      failure = String.valueOf(e.getMessage());
      narration.step("The story ended early: %s", failure);
    }
    writeReport(checks, narration, failure);
    return failure == null;
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
