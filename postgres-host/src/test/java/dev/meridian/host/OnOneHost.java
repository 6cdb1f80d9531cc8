package dev.meridian.host;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests of a class that share one host. */
abstract class OnOneHost {

  static HostUnderTest host;

  @BeforeAll
  static void startHost() {
    host = HostUnderTest.start();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }
}
