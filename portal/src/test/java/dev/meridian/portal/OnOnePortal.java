package dev.meridian.portal;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One portal for all tests of a class, in front of services that know the shop. */
abstract class OnOnePortal {

  static ScriptedService services;
  static RunningPortal portal;

  @BeforeAll
  static void start() throws Exception {
    services = new ScriptedService();
    portal = RunningPortal.start(services.url());
  }

  @AfterAll
  static void stop() {
    portal.close();
    services.close();
  }

  @BeforeEach
  void script() {
    Shop.script(services);
  }
}
