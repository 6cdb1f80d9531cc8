package dev.meridian.benchmarks.restore;

import dev.meridian.host.PostgresHost;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.provision.ProgressSink;
import dev.meridian.host.restore.RestoreServer;
import dev.meridian.host.server.Announcements;
import dev.meridian.host.server.ComputeTier;
import dev.meridian.host.server.PricingTier;
import dev.meridian.host.server.RestorePlan;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.Work;
import dev.meridian.host.session.Session;
import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.testsupport.TestBroker;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A postgres-host in this JVM, as it runs anywhere. */
final class RunningHost implements AutoCloseable {

  private static final String REGION = "west";

  private final ConfigurableApplicationContext context;

  private RunningHost(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static RunningHost start(Path folder, Path repository, FleetDirectory fleet) {
    TestDatabase database = TestPostgres.shared(18).newDatabase();
    Map<String, Object> settings = new HashMap<>();
    settings.put("spring.config.name", "postgres-host");
    settings.put("spring.main.banner-mode", "off");
    settings.put("logging.level.root", "warn");
    settings.put("server.port", 0);
    settings.put("meridian.database.url", database.jdbcUrl());
    settings.put("meridian.database.username", database.user());
    settings.put("meridian.database.password", database.password());
    settings.put("meridian.kafka.bootstrap-servers", TestBroker.shared().bootstrapServers());
    settings.put("meridian.fleet.directory", fleet.path());
    settings.put("meridian.regions[0].name", REGION);
    settings.put("meridian.regions[0].repository", repository);
    settings.put("meridian.postgres-host.id", "benchmark");
    settings.put("meridian.postgres-host.region", REGION);
    settings.put("meridian.postgres-host.directory", folder);
    settings.put("meridian.postgres-host.ports.first", 15_000);
    settings.put("meridian.postgres-host.ports.count", 17_000);
    settings.put(
        "meridian.postgres-host.bin-directories",
        TestPostgres.shared(18).cluster().installation().binDirectory());
    String[] arguments =
        settings.entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new);
    return new RunningHost(new SpringApplicationBuilder(PostgresHost.class).run(arguments));
  }

  /** A new server of two cores and 10 GB of memory. */
  Server server() {
    return Server.placed(
        UUID.randomUUID(),
        "restored",
        new PricingTier(ComputeTier.GENERAL_PURPOSE, 2, 100, 7, false, null),
        "admin",
        15,
        REGION,
        LoopbackPort.free());
  }

  /** Restores; when it returns, the server is as it would be shown as Ready. */
  void restore(Server server, UUID sourceId, LoggedServer.Target target) {
    var plan =
        new RestorePlan(
            sourceId,
            REGION,
            target.backup().id(),
            1,
            target.from(),
            target.last().end(),
            target.last().start(),
            target.at(),
            target.last().at(),
            target.backup().logicalBytes(),
            target.replayedBytes(),
            null);
    context
        .getBean(RestoreServer.class)
        .restore(server, new Work.Restore(UUID.randomUUID(), plan), new Phases());
  }

  String query(Server server, String sql) {
    try (Session session = instance(server).connect("postgres")) {
      return String.valueOf(session.text(sql));
    }
  }

  Instance instance(Server server) {
    return context.getBean(Instances.class).of(server);
  }

  /** Prints when each phase began. */
  private static final class Phases implements ProgressSink {

    private final long start = System.nanoTime();
    private String last = "";

    @Override
    public void progressed(Announcements.Progress progress) {
      if (!progress.phase().equals(last)) {
        last = progress.phase();
        System.out.printf("    %6.2f s %s%n", (System.nanoTime() - start) / 1e9, last);
      }
    }

    @Override
    public void requireWanted() {}
  }

  @Override
  public void close() {
    context.close();
  }
}
