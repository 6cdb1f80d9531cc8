package dev.meridian.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The services log to one file; the terminal is for the person at it. Spring Boot's own logging is
 * off here: each context would set it up anew, and they start side by side.
 */
final class ServiceLog {

  private ServiceLog() {}

  /** What only asks a Meridian logs nothing. */
  static void silence() {
    LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    logging.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
  }

  /** To be called before anything starts. */
  static void to(Path dataDirectory) {
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    System.setProperty(
        "meridian.log", dataDirectory.toAbsolutePath().resolve("meridian.log").toString());
    URL configuration =
        Objects.requireNonNull(
            ServiceLog.class.getResource("standalone-logback.xml"), "it lies beside this class");
    LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    logging.reset();
    // Tomcat speaks java.util.logging, which would go to the terminal.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(logging);
    try {
      configurator.doConfigure(configuration);
    } catch (JoranException e) {
      throw new StartupFailure("The log can't be set up", e);
    }
  }
}
