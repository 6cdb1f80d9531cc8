package dev.meridian.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The services log to one file; the terminal is for the person at it. */
final class ServiceLog {

  private ServiceLog() {}

  /** To be called before anything logs: Spring Boot reads it when its first context starts. */
  static void to(Path dataDirectory) {
    System.setProperty(
        "logging.file.name", dataDirectory.toAbsolutePath().resolve("meridian.log").toString());
    System.setProperty("logging.threshold.console", "off");
    // All services are one process here: a line's logger tells whose it is.
    System.setProperty("logging.include-application-name", "false");
    quietUntilThen();
  }

  /** What starts before Spring Boot does would log everything to the terminal. */
  private static void quietUntilThen() {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.OFF);
    }
  }
}
