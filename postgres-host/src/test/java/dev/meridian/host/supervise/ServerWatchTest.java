package dev.meridian.host.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.host.heartbeat.Heartbeat;
import dev.meridian.host.server.Servers;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServerWatchTest {

  private static final UUID SERVER = UUID.randomUUID();

  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void anErrorIsAFailureLikeAnyOtherAndIsFollowedByAnotherAttempt() {
    new ServerWatch(
            SERVER, servers(), null, null, null, null, null, new Heartbeat(SERVER, Duration.ZERO))
        .run();

    assertThat(looks).hasValue(2);
  }

  /** None, but for an error when they are looked for first. */
  private Servers servers() {
    return (Servers)
        Proxy.newProxyInstance(
            Servers.class.getClassLoader(),
            new Class<?>[] {Servers.class},
            (_, _, _) -> {
              if (looks.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("A test's");
              }
              return Optional.empty();
            });
  }
}
