package dev.meridian.backup.verification;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.basebackup.BackupsChanged;
import dev.meridian.backup.basebackup.MissingBackups;
import dev.meridian.backup.copy.Healing;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.settings.VerificationSettings;
import dev.meridian.backup.verification.ArchiveVerification.Healer;
import dev.meridian.backup.verification.ArchiveVerification.Outcome;
import dev.meridian.repository.Finding;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.store.StoredObject;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads archives, one server's after the other, and heals what is bad in them from their copies in
 * the paired regions, and these from them. The last result of each server is kept.
 */
@Component
public class VerifyArchives {

  private static final Logger log = LoggerFactory.getLogger(VerifyArchives.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};

  private final Function<ProtectedServer, ServerArchive> archives;
  private final Function<ProtectedServer, Optional<ServerArchive>> copies;
  private final BiFunction<ProtectedServer, ServerArchive, Set<UUID>> lost;
  private final Function<ProtectedServer, Healer> healers;
  private final Verifications verifications;
  private final VerificationSettings settings;
  private final MeterRegistry metrics;
  private final ApplicationEventPublisher events;
  private final Clock clock;
  private final Map<UUID, Result> running = new ConcurrentHashMap<>();
  private final Semaphore place = new Semaphore(1);

  @Autowired
  VerifyArchives(
      Archives archives,
      Protection protection,
      MissingBackups missing,
      Healing healing,
      Verifications verifications,
      VerificationSettings settings,
      MeterRegistry metrics,
      ApplicationEventPublisher events,
      Clock clock) {
    this(
        archives::of,
        server -> wantedCopy(server, protection, archives),
        (server, archive) -> missing.of(server, archive).lost(),
        server -> (one, name, other) -> healing.heal(server.id(), one, name, other),
        verifications,
        settings,
        metrics,
        events,
        clock);
  }

  /**
   * @param copies empty where none is wanted, or there is none
   * @param lost the backups whose manifests are lost
   * @param healers how what is bad of a server is put back
   */
  VerifyArchives(
      Function<ProtectedServer, ServerArchive> archives,
      Function<ProtectedServer, Optional<ServerArchive>> copies,
      BiFunction<ProtectedServer, ServerArchive, Set<UUID>> lost,
      Function<ProtectedServer, Healer> healers,
      Verifications verifications,
      VerificationSettings settings,
      MeterRegistry metrics,
      ApplicationEventPublisher events,
      Clock clock) {
    this.archives = archives;
    this.copies = copies;
    this.lost = lost;
    this.healers = healers;
    this.verifications = verifications;
    this.settings = settings;
    this.metrics = metrics;
    this.events = events;
    this.clock = clock;
  }

  /**
   * How far a verification has come.
   *
   * @param endedAt null while it goes on
   * @param objects how many objects of the archive were read, once it has ended
   * @param bytes how long they are
   * @param findings what is wrong
   * @param healed what was wrong, and has come from the other region
   * @param failure why it could not be done
   */
  public record Result(
      Scope scope,
      Instant startedAt,
      @Nullable Instant endedAt,
      long objects,
      long bytes,
      List<Finding> findings,
      List<Finding> healed,
      @Nullable String failure) {

    private static Result begun(Scope scope, Instant now) {
      return new Result(scope, now, null, 0, 0, List.of(), List.of(), null);
    }

    /** Whether it goes on. */
    public boolean isRunning() {
      return endedAt == null;
    }
  }

  /** The verification of a server that goes on here, or else the last one, if there was any. */
  public Optional<Result> of(UUID serverId) {
    return Optional.ofNullable(running.get(serverId)).or(() -> last(serverId));
  }

  /** The same of every server that there is one of. */
  public Map<UUID, Result> all() {
    Map<UUID, Result> all = new HashMap<>();
    verifications.findAll().forEach(row -> all.put(row.serverId(), result(row)));
    all.putAll(running);
    return Map.copyOf(all);
  }

  private Optional<Result> last(UUID serverId) {
    return verifications.findById(serverId).map(VerifyArchives::result);
  }

  private static Result result(Verification row) {
    return new Result(
        row.scope(),
        row.startedAt(),
        row.endedAt(),
        row.objects(),
        row.bytes(),
        JSON.readValue(row.findings(), FINDINGS),
        JSON.readValue(row.healed(), FINDINGS),
        row.failure());
  }

  /** Begins a verification, unless one goes on already. */
  public void begin(ProtectedServer server, Scope scope) {
    Result begun = Result.begun(scope, clock.instant());
    if (running.putIfAbsent(server.id(), begun) == null) {
      Thread.ofVirtual().name("verify-" + server.name()).start(() -> verify(server, begun));
    }
  }

  /** Forgets a server whose archive is gone. */
  public void forget(UUID serverId) {
    verifications.deleteById(serverId);
  }

  /** Reads a sample if that is due; returns when it is done. */
  void sampleIfDue(ProtectedServer server) {
    Instant now = clock.instant();
    Instant sampledAt =
        verifications.findById(server.id()).map(Verification::sampledAt).orElse(null);
    if (sampledAt != null && now.isBefore(sampledAt.plus(settings.every()))) {
      return;
    }
    Result begun = Result.begun(Scope.SAMPLE, now);
    if (running.putIfAbsent(server.id(), begun) == null) {
      verify(server, begun);
    }
  }

  /** Whatever fails, it ends: while one goes on, no other begins. */
  private void verify(ProtectedServer server, Result begun) {
    place.acquireUninterruptibly();
    try {
      verify(server, begun, verifications.findById(server.id()));
    } catch (RuntimeException e) {
      log.warn("Cannot look up or keep a verification of {}: {}", server.name(), e.getMessage());
    } finally {
      running.remove(server.id());
      place.release();
    }
  }

  private void verify(ProtectedServer server, Result begun, Optional<Verification> last) {
    try {
      ServerArchive archive = archives.apply(server);
      var verification =
          new ArchiveVerification(
              archive,
              copies.apply(server).orElse(null),
              () -> lost.apply(server, archive),
              healers.apply(server));
      String upTo = last.map(Verification::sampledUpTo).orElse(null);
      Outcome outcome;
      if (begun.scope() == Scope.SAMPLE) {
        Sample sample = sample(archive, upTo);
        upTo = sample.upTo();
        outcome = verification.some(sample);
      } else {
        outcome = verification.all();
      }
      tell(server, outcome);
      if (!outcome.findings().isEmpty() || !outcome.healed().isEmpty()) {
        // What can be restored may not be what it was.
        events.publishEvent(new BackupsChanged(server.id()));
      }
      keep(server, begun, outcome, null, upTo, sampledAt(begun, last));
    } catch (RuntimeException e) {
      log.warn("Cannot verify the archive of {}: {}", server.name(), e.getMessage());
      keep(
          server,
          begun,
          new Outcome(0, 0, List.of(), List.of()),
          String.valueOf(e.getMessage()),
          last.map(Verification::sampledUpTo).orElse(null),
          sampledAt(begun, last));
    }
  }

  private Sample sample(ServerArchive archive, @Nullable String after) {
    List<StoredObject> objects = archive.objects();
    long total = objects.stream().mapToLong(StoredObject::size).sum();
    return Sample.after(after, objects, settings.budget(total));
  }

  private @Nullable Instant sampledAt(Result begun, Optional<Verification> last) {
    return begun.scope() == Scope.SAMPLE
        ? begun.startedAt()
        : last.map(Verification::sampledAt).orElse(null);
  }

  private static Optional<ServerArchive> wantedCopy(
      ProtectedServer server, Protection protection, Archives archives) {
    if (!protection.isGeographicallyRedundant(server.id())) {
      return Optional.empty();
    }
    return archives
        .pairedWith(server)
        .filter(archives::isUsed)
        .map(region -> archives.repository(region).server(server.id()))
        .filter(ServerArchive::exists);
  }

  private void tell(ProtectedServer server, Outcome outcome) {
    outcome
        .findings()
        .forEach(finding -> log.error("The archive of {} is damaged: {}", server.name(), finding));
    outcome
        .healed()
        .forEach(finding -> log.error("The archive of {} was healed: {}", server.name(), finding));
    metrics.counter("meridian.archive.damaged").increment(outcome.findings().size());
    metrics.counter("meridian.archive.healed").increment(outcome.healed().size());
  }

  private void keep(
      ProtectedServer server,
      Result begun,
      Outcome outcome,
      @Nullable String failure,
      @Nullable String upTo,
      @Nullable Instant sampledAt) {
    var row =
        new Verification(
            server.id(),
            begun.scope(),
            begun.startedAt(),
            clock.instant(),
            outcome.objects(),
            outcome.bytes(),
            JSON.writeValueAsString(outcome.findings()),
            JSON.writeValueAsString(outcome.healed()),
            failure,
            upTo,
            sampledAt);
    if (verifications.existsById(server.id())) {
      verifications.update(row);
    } else {
      verifications.save(row);
    }
  }
}
