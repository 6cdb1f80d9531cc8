package dev.meridian.host.restore;

import dev.meridian.host.configuration.Machine;
import dev.meridian.host.configuration.ServerConfiguration;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.provision.Attempt;
import dev.meridian.host.provision.Checks;
import dev.meridian.host.provision.ProgressSink;
import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.server.Announcements.Provisioned;
import dev.meridian.host.server.Announcements.Restored;
import dev.meridian.host.server.RestorePlan;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.Work;
import dev.meridian.repository.store.RepositoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Makes a server out of a backup and the log after it, phase by phase, open to nobody. */
@Component
public class RestoreServer {

  private final Instances instances;
  private final Checks checks;
  private final Repositories repositories;
  private final List<Phase> phases;
  private final List<Phase> phasesOnTrial;
  private final List<Phase> lastPhasesOnTrial;

  RestoreServer(Instances instances, Checks checks, Repositories repositories) {
    this.instances = instances;
    this.checks = checks;
    this.repositories = repositories;
    RecoveringServer recovering = new RecoveringServer(Machine.here());
    this.phases =
        List.of(
            new Check(checks::require, repositories),
            new PrepareDirectory(),
            new FetchFiles(),
            new PlaceWal(),
            new WriteRecoverySettings(),
            new FetchLargeFiles(recovering),
            new Recover(recovering),
            new Promote(),
            new Seal(Map.of()));
    // A copy on trial needs no port, and is looked at while it pauses at its target.
    this.phasesOnTrial = new ArrayList<>(phases.subList(1, phases.size() - 2));
    phasesOnTrial.addFirst(new Check((_, bytes) -> checks.requireSpace(bytes), repositories));
    this.lastPhasesOnTrial = List.of(new Promote(), new Seal(RecoverySettings.REACHING_NOBODY));
  }

  /** The names of the phases, in their order. */
  public List<String> phases() {
    return phases.stream().map(Phase::name).toList();
  }

  /**
   * Restores the server. What an earlier attempt left of it is removed first; what a failed one
   * leaves is removed before this ends.
   *
   * @throws ProvisioningFailure when it can't be restored
   */
  public Provisioned restore(Server server, Work.Restore work, ProgressSink progress) {
    try {
      checks.requireVersion(server);
      Instance instance = instances.of(server);
      instance.destroy();
      Restoration restoration =
          restoration(server, work.plan(), instance, instances.configuration(server), progress);
      return Attempt.on(instance, () -> run(restoration, work, progress));
    } catch (RepositoryException e) {
      throw new ProvisioningFailure(e.code(), String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      throw ProvisioningFailure.of(e);
    }
  }

  /**
   * Restores a copy up to its target, has it looked at, and removes it, whatever comes of it.
   *
   * @param copy not known to anybody as a server; it listens on its private socket only, to its end
   * @param look also says when the copy goes on from its target, {@link RestoredCopy#complete}
   * @throws ProvisioningFailure when it can't be restored, or what looks at it finds it wrong
   */
  public <T> T onTrial(
      Server copy, RestorePlan plan, ProgressSink progress, Function<RestoredCopy, T> look) {
    try {
      checks.requireVersion(copy);
      Instance instance = instances.of(copy);
      instance.destroy();
      Restoration restoration =
          restoration(copy, plan, instance, instances.configuration(copy).closed(), progress);
      T found =
          Attempt.on(
              instance,
              () -> {
                try (restoration) {
                  runAll(phasesOnTrial, restoration);
                  return look.apply(
                      new RestoredCopy(restoration, () -> runAll(lastPhasesOnTrial, restoration)));
                }
              });
      instance.destroy();
      return found;
    } catch (RepositoryException e) {
      throw new ProvisioningFailure(e.code(), String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      throw ProvisioningFailure.of(e);
    }
  }

  private Restoration restoration(
      Server server,
      RestorePlan plan,
      Instance instance,
      ServerConfiguration configuration,
      ProgressSink progress) {
    return new Restoration(server, plan, instance, configuration, progress, repositories::patience);
  }

  private static void runAll(List<Phase> phases, Restoration restoration) {
    for (Phase phase : phases) {
      restoration.begins(phase.name());
      phase.run(restoration);
    }
  }

  private Provisioned run(Restoration restoration, Work.Restore work, ProgressSink progress) {
    try (restoration) {
      runAll(phases, restoration);
      progress.requireWanted();
    }
    Instance.Identity identity = restoration.instance().identity();
    RestorePlan plan = work.plan();
    return new Provisioned(
        identity.version(),
        identity.systemIdentifier(),
        identity.timeline(),
        new Restored(
            work.restoreId(),
            plan.sourceServerId(),
            plan.targetTime(),
            restoration.lastCommitAt(),
            restoration.restoredTo().toString()));
  }
}
