package dev.meridian.restore.operation;

import dev.meridian.postgres.Lsn;
import dev.meridian.regions.Region;
import dev.meridian.regions.Regions;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.restore.TestArchive;
import dev.meridian.restore.archive.Archives;
import dev.meridian.restore.plan.Catalogue;
import dev.meridian.restore.plan.Knowledge;
import dev.meridian.restore.plan.Pace;
import dev.meridian.restore.plan.PlanRestore;
import dev.meridian.restore.plan.SharedHistory;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.WholeRoute;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.Birth;
import dev.meridian.restore.source.SourceServer;
import dev.meridian.restore.source.SourceState;
import dev.meridian.restore.source.Tier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Servers that were restored from each other, and their archives in one real repository. */
final class Family {

  static final Instant AS_OF = at("10:00:25");

  private static final RepositoryKey KEY = RepositoryKey.generate();

  final UUID shop = UUID.randomUUID();
  final UUID till = UUID.randomUUID();
  final UUID stall = UUID.randomUUID();
  final UUID fork = UUID.randomUUID();

  SourceState state = SourceState.Provisioned;
  private final Path directory;
  private final Map<UUID, SourceServer> servers = new HashMap<>();

  Family(Path directory) {
    this.directory = directory;
  }

  TestArchive archive(UUID server) {
    return new TestArchive(directory, KEY, server);
  }

  /** A server that was restored from another one's first timeline, unless that is null. */
  SourceServer born(
      UUID id, String name, @Nullable UUID from, @Nullable Lsn upTo, @Nullable Instant asOf) {
    SourceServer server =
        new SourceServer(
            id,
            name,
            state,
            "here",
            "ada",
            new Tier("Basic", 1, 32, 7, "Local", "PT5M"),
            at("11:00:00"),
            from,
            upTo == null ? null : upTo.toString(),
            upTo == null ? null : timelineOf(from),
            asOf);
    servers.put(id, server);
    return server;
  }

  /** A restored server's own timeline is the second one here. */
  private int timelineOf(@Nullable UUID server) {
    SourceServer known = servers.get(server);
    return known == null || known.restoredFrom() == null ? 1 : 2;
  }

  void forget(UUID server) {
    servers.remove(server);
  }

  Optional<SourceServer> known(UUID id) {
    return Optional.ofNullable(servers.get(id));
  }

  Assessment assess(SourceServer source, Target target) {
    return new BeforeBirth(this::known, this::look).assess(source, target, null);
  }

  Assessment look(
      SourceServer server, Target target, @Nullable String fromRegion, @Nullable Birth upTo) {
    Catalogue whole =
        new Archives(
                new Regions(
                    List.of(new Region("here", directory.toString(), null, null)), () -> KEY))
            .catalogue("here", server.id());
    Catalogue catalogue =
        upTo == null ? whole : new SharedHistory(whole, upTo.timeline(), upTo.lsn());
    return new Assessment(
        server,
        catalogue,
        new WholeRoute(catalogue, () -> Pace.UNKNOWN)
            .of(
                PlanRestore.plan(
                    catalogue,
                    new Knowledge(server.id(), "here", null, server.state() == SourceState.Dropped),
                    target,
                    Pace.UNKNOWN)),
        Window.of(whole, List.of()),
        "here",
        null,
        null);
  }

  static Target instant(String time) {
    return new Target.PointInTime(at(time));
  }

  static Instant at(String time) {
    return Instant.parse("2026-11-22T" + time + "Z");
  }
}
