package dev.meridian.host.supervise;

import dev.meridian.host.access.AddressBlocks;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.server.Outcomes;
import dev.meridian.host.server.RuleSet;
import dev.meridian.host.server.RuleSets;
import dev.meridian.host.server.Server;
import dev.meridian.postgres.runtime.PostgresFailure;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Keeps one server as it should be: running, with its rule set in force. */
@Component
class KeepRunning {

  private static final Logger log = LoggerFactory.getLogger(KeepRunning.class);
  private static final Duration START = Duration.ofMinutes(1);

  private final Instances instances;
  private final RuleSets ruleSets;
  private final Outcomes outcomes;

  KeepRunning(Instances instances, RuleSets ruleSets, Outcomes outcomes) {
    this.instances = instances;
    this.ruleSets = ruleSets;
    this.outcomes = outcomes;
  }

  /** Starts a server that should run and doesn't, with its configuration written anew. */
  void start(Server server) {
    Instance instance = instances.of(server);
    if (instance.isRunning()) {
      return;
    }
    log.warn("Server {} ({}) is not running: starting it", server.name(), server.id());
    instance.configure(instances.configuration(server), blocks(server));
    try {
      instance.start(START);
    } catch (PostgresFailure e) {
      if (e.reason() != PostgresFailure.Reason.START_TIMED_OUT) {
        throw e;
      }
      log.warn("Server {} is still recovering", server.name());
    }
    log.info("Server {} ({}) runs", server.name(), server.id());
  }

  /** Restarts a server with the configuration that it should have. */
  void restart(Server server) {
    instances.of(server).stop();
    start(server);
  }

  /** Gives a server the configuration that it should have, without a restart. */
  void reconfigure(Server server) {
    start(server);
    instances.of(server).reconfigure(instances.configuration(server));
  }

  /** Lets clients in as the server's rule set says, if that isn't in force yet. */
  void applyRules(Server server) {
    ruleSets
        .findById(server.id())
        .filter(RuleSet::isPending)
        .ifPresent(rules -> apply(server, rules));
  }

  private void apply(Server server, RuleSet rules) {
    instances.of(server).admit(AddressBlocks.of(rules.ranges()));
    outcomes.networkRulesApplied(rules);
    log.info("Server {} has network rules of revision {}", server.name(), rules.revision());
  }

  private List<String> blocks(Server server) {
    return ruleSets
        .findById(server.id())
        .map(rules -> AddressBlocks.of(rules.ranges()))
        .orElse(List.of());
  }
}
