package dev.meridian.standalone;

import java.nio.file.Path;

/** The services log to one file; the terminal is for the person at it. */
final class ServiceLog {

  private ServiceLog() {}

  /** To be called before anything logs: Spring Boot reads it when its first context starts. */
  static void to(Path dataDirectory) {
    System.setProperty(
        "logging.file.name", dataDirectory.toAbsolutePath().resolve("meridian.log").toString());
    System.setProperty("logging.threshold.console", "off");
  }
}
