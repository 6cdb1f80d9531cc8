package dev.meridian.host.configuration;

import java.util.Locale;
import java.util.Set;

/**
 * A restored data directory's {@code postgresql.auto.conf}: what {@code ALTER SYSTEM} wrote on its
 * source. PostgreSQL reads it after every other file, so what Meridian decides must not be in it.
 */
public final class AutoConfiguration {

  private static final Set<String> SOURCES_OWN =
      Set.of(
          "primary_conninfo",
          "primary_slot_name",
          "restore_command",
          "archive_cleanup_command",
          "archive_command",
          "archive_library",
          "synchronous_standby_names",
          "synchronized_standby_slots",
          "data_directory",
          "config_file");

  private AutoConfiguration() {}

  /** The same without what Meridian decides, and without all that concerns recovery. */
  public static String without(Set<String> decided, String text) {
    StringBuilder kept = new StringBuilder();
    text.lines()
        .filter(line -> isKept(line, decided))
        .forEach(line -> kept.append(line).append('\n'));
    return kept.toString();
  }

  private static boolean isKept(String line, Set<String> decided) {
    String[] words = line.strip().split("[\\s=]", 2);
    String name = words[0].toLowerCase(Locale.ROOT);
    return !decided.contains(name)
        && !SOURCES_OWN.contains(name)
        && !name.startsWith("recovery_target")
        && !name.startsWith("recovery_end_command");
  }
}
