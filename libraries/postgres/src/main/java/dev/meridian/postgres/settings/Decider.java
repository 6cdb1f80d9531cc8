package dev.meridian.postgres.settings;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Who decides a setting of a server, where its users don't. */
public enum Decider {
  /** What the tier's share of the machine is. */
  TIER(
      "the tier decides it",
      "max_connections",
      "shared_buffers",
      "max_wal_size",
      "max_slot_wal_keep_size"),

  /** Where a server listens, whom it trusts, how it is watched and backed up, what it survives. */
  MERIDIAN(
      "Meridian decides it",
      "archive_mode",
      "cluster_name",
      "fsync",
      "full_page_writes",
      "hba_file",
      "hot_standby",
      "ident_file",
      "lc_messages",
      "listen_addresses",
      "log_destination",
      "log_directory",
      "log_file_mode",
      "log_filename",
      "log_line_prefix",
      "log_rotation_age",
      "log_rotation_size",
      "log_timezone",
      "log_truncate_on_rotation",
      "logging_collector",
      "max_locks_per_transaction",
      "max_prepared_transactions",
      "max_replication_slots",
      "max_wal_senders",
      "max_worker_processes",
      "password_encryption",
      "port",
      "summarize_wal",
      "synchronous_standby_names",
      "unix_socket_directories",
      "unix_socket_permissions",
      "wal_level"),

  /** What only made sense on the machine, or in the recovery, of the server that it came from. */
  SOURCE(
      "it was about the source's machine",
      "archive_cleanup_command",
      "archive_command",
      "archive_library",
      "config_file",
      "data_directory",
      "external_pid_file",
      "primary_conninfo",
      "primary_slot_name",
      "restore_command",
      "synchronized_standby_slots");

  private static final String RECOVERY = "recovery_";
  private static final String ENCRYPTION = "ssl";

  private final String explanation;
  private final Set<String> names;

  Decider(String explanation, String... names) {
    this.explanation = explanation;
    this.names = Set.of(names);
  }

  /** For people: why a setting stays behind. */
  public String explanation() {
    return explanation;
  }

  /** Who decides a setting; empty where its users do. */
  public static Optional<Decider> of(String name) {
    if (name.startsWith(RECOVERY)) {
      return Optional.of(SOURCE);
    }
    return name.startsWith(ENCRYPTION)
        ? Optional.of(MERIDIAN)
        : Arrays.stream(values()).filter(decider -> decider.names.contains(name)).findFirst();
  }
}
