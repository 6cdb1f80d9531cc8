package dev.meridian.host.configuration;

import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.host.server.Server;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A server's {@code postgresql.conf}, all of it. The file of the data directory is never read, so
 * that a restored one brings none of its source's settings along.
 */
public final class ServerConfiguration {

  /** One count for all tiers: a standby must not have less than its source had. */
  private static final Map<String, String> COUNTS =
      Map.of(
          "max_worker_processes", "80",
          "max_wal_senders", "16",
          "max_replication_slots", "16",
          "max_prepared_transactions", "64",
          "max_locks_per_transaction", "64");

  /** How backup-service's receiver of the log names itself. */
  private static final String RECEIVER = "meridian_backup";

  private final Map<String, String> settings;

  private ServerConfiguration(Map<String, String> settings) {
    this.settings = settings;
  }

  /** How a server runs. */
  public static ServerConfiguration running(
      Server server, ServerDirectory directory, List<String> listenAddresses, Machine machine) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("cluster_name", server.name());
    settings.put("listen_addresses", String.join(",", listenAddresses));
    settings.put("port", Integer.toString(server.port()));
    settings.put("unix_socket_directories", directory.socketDirectory().toString());
    settings.put("unix_socket_permissions", "0700");
    settings.put("hba_file", directory.conf().resolve("pg_hba.conf").toString());
    settings.put("ident_file", directory.conf().resolve("pg_ident.conf").toString());
    encryption(settings, directory);
    writeAheadLog(settings, server.postgresVersion());
    settings.put("synchronous_standby_names", server.synchronous() ? RECEIVER : "");
    settings.putAll(new TreeMap<>(COUNTS));
    settings.putAll(TierSettings.of(server.pricingTier(), machine));
    logging(settings, directory);
    locale(settings);
    if (server.postgresVersion() >= 16) {
      // The admin can use the roles that it creates, as it could before PostgreSQL 16.
      settings.put("createrole_self_grant", "set, inherit");
    }
    return new ServerConfiguration(settings);
  }

  /** The same but for one setting. */
  public ServerConfiguration with(String name, String value) {
    Map<String, String> other = new LinkedHashMap<>(settings);
    other.put(name, value);
    return new ServerConfiguration(other);
  }

  /** The same, but open to nobody: it listens on its private socket and nowhere else. */
  public ServerConfiguration closed() {
    return with("listen_addresses", "");
  }

  /** The same while a backup is recovered: open to nobody, and ready for any source's tier. */
  public ServerConfiguration recovering(Map<String, String> target) {
    Map<String, String> recovery = new LinkedHashMap<>(closed().settings);
    recovery.put("hot_standby", "on");
    recovery.put("synchronous_standby_names", "");
    recovery.put("max_connections", Integer.toString(TierSettings.MOST_CONNECTIONS));
    recovery.putAll(target);
    return new ServerConfiguration(recovery);
  }

  /** The names of all settings that are Meridian's to decide. */
  public Set<String> names() {
    return settings.keySet();
  }

  /** The value of a setting as it is written, unquoted. */
  public String value(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("Meridian doesn't set " + name);
    }
    return value;
  }

  /** The file. */
  public String text() {
    StringBuilder text =
        new StringBuilder("# Written by Meridian at each start; changes here are lost.\n");
    settings.forEach(
        (name, value) ->
            text.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
    return text.toString();
  }

  private static void encryption(Map<String, String> settings, ServerDirectory directory) {
    settings.put("ssl", "on");
    settings.put("ssl_cert_file", directory.tls().resolve("server.crt").toString());
    settings.put("ssl_key_file", directory.tls().resolve("server.key").toString());
    settings.put("ssl_ca_file", directory.tls().resolve("ca.crt").toString());
    settings.put("ssl_min_protocol_version", "TLSv1.2");
    settings.put("password_encryption", "scram-sha-256");
  }

  private static void writeAheadLog(Map<String, String> settings, int postgresVersion) {
    settings.put("wal_level", "replica");
    settings.put("archive_mode", "off");
    if (postgresVersion >= 17) {
      settings.put("summarize_wal", "on");
    }
  }

  private static void logging(Map<String, String> settings, ServerDirectory directory) {
    settings.put("logging_collector", "on");
    settings.put("log_destination", "stderr");
    settings.put("log_directory", directory.log().toString());
    settings.put("log_filename", "postgresql-%a.log");
    settings.put("log_file_mode", "0600");
    settings.put("log_rotation_age", "1d");
    settings.put("log_rotation_size", "0");
    settings.put("log_truncate_on_rotation", "on");
    settings.put("log_line_prefix", "%m [%p] %q%u@%d ");
    settings.put("log_statement", "none");
    settings.put("log_checkpoints", "on");
    settings.put("log_lock_waits", "on");
  }

  private static void locale(Map<String, String> settings) {
    settings.put("lc_messages", "C");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
  }
}
