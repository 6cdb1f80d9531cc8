package dev.meridian.postgres.runtime;

import java.nio.file.Path;

/**
 * One PostgreSQL on this machine.
 *
 * @param major the major version, such as 18
 * @param version the full version as text, such as {@code 18.6}
 * @param binDirectory where {@code initdb}, {@code pg_ctl} and {@code postgres} are; other programs
 *     need not be there
 * @param origin where it comes from
 */
public record Installation(int major, String version, Path binDirectory, Origin origin) {

  /** Where an installation comes from. */
  public enum Origin {
    /** Found on the machine. */
    INSTALLED,
    /** Brought along by this library. */
    BUNDLED
  }

  /** The path of one of its programs, whether it exists or not. */
  public Path program(String name) {
    return binDirectory.resolve(name);
  }
}
