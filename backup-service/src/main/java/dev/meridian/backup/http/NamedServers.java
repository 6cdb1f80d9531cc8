package dev.meridian.backup.http;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.messaging.problem.Refused;
import org.springframework.stereotype.Component;

/** The servers that paths name. */
@Component
class NamedServers {

  private final Protection protection;

  NamedServers(Protection protection) {
    this.protection = protection;
  }

  /**
   * The server of that name or id.
   *
   * @throws Refused {@code server-not-found}
   */
  ProtectedServer of(String nameOrId) {
    return protection
        .named(nameOrId)
        .orElseThrow(
            () ->
                Refused.notFound(
                    "server-not-found",
                    "There is no server %s that has backups; a new one has them as soon as it is ready"
                        .formatted(nameOrId)));
  }
}
