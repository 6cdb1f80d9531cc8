package dev.meridian.standalone;

import dev.meridian.postgres.runtime.LoopbackPort;
import java.util.stream.IntStream;

/**
 * The ports of one Meridian, all on the loopback interface.
 *
 * @param http the first of six: the portal's, then those of inventory, backup, restore, network
 *     rules and the host's health
 * @param kafka where clients reach the broker
 * @param kafkaController where the broker talks to itself
 * @param database the services' own PostgreSQL
 * @param servers the first of the ports that are given to servers
 */
record Ports(int http, int kafka, int kafkaController, int database, int servers) {

  private static final int HTTP = 6;
  private static final int ALL = 20;

  /** Ports that nobody uses now, for a Meridian that lives for a while only. */
  static Ports free() {
    int first = LoopbackPort.free();
    while (!IntStream.range(first, first + ALL).allMatch(LoopbackPort::isFree)) {
      first = LoopbackPort.free();
    }
    return new Ports(first, first + HTTP, first + HTTP + 1, first + HTTP + 2, first + HTTP + 3);
  }

  int portal() {
    return http;
  }

  int inventory() {
    return http + 1;
  }

  int backup() {
    return http + 2;
  }

  int restore() {
    return http + 3;
  }

  int networkRules() {
    return http + 4;
  }

  int host() {
    return http + 5;
  }
}
