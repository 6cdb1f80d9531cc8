package dev.meridian.postgres.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Picks TCP ports that nobody listens on. */
public final class LoopbackPort {

  // Below every usual range of ephemeral ports: no outgoing connection takes it meanwhile.
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 100_000;

  // Who was given a port may not have bound it yet.
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private LoopbackPort() {}

  /**
   * A random port of the loopback interface that is free now. In this process nobody is given it
   * again; against others it is not reserved: bind it soon.
   *
   * @throws IllegalStateException if none was found
   */
  public static int free() {
    for (int i = 0; i < ATTEMPTS; i++) {
      var port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("No free TCP port on the loopback interface");
  }

  /** Whether nobody listens on that port of the loopback interface. */
  public static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
