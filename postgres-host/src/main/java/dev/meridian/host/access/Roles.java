package dev.meridian.host.access;

import dev.meridian.host.session.Session;
import dev.meridian.security.scram.ScramVerifier;
import java.util.List;

/** The roles of a server. Passwords are never seen here: only verifiers, and only in sessions. */
public final class Roles {

  /** The admin's own database in a new server. */
  public static final String DATABASE = "app";

  private static final List<String> ADMIN_MEMBERSHIPS =
      List.of("pg_monitor", "pg_signal_backend", "pg_checkpoint", "pg_read_all_stats");

  /** Give access to files and programs of this machine, as the user that PostgreSQL runs as. */
  private static final String MACHINE =
      "'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'";

  private Roles() {}

  /**
   * Makes the roles of a new server.
   *
   * @param session in the database {@code postgres}
   * @param postgresVersion major version
   */
  public static void create(
      Session session, int postgresVersion, String adminLogin, ScramVerifier verifier) {
    session.execute(
        "create the role of backups",
        "create role %s login replication".formatted(ClientAuthentication.REPLICATION));
    String admin = identifier(adminLogin);
    session.execute(
        "create the admin",
        "create role %s login createdb createrole password '%s'".formatted(admin, verifier.text()));
    session.execute(
        "make the admin a member",
        "grant %s to %s".formatted(String.join(", ", ADMIN_MEMBERSHIPS), admin));
    if (postgresVersion < 16) {
      keepFromMachine(session);
    }
  }

  /**
   * Lets the admin name places in the log, to restore to, and let others do so.
   *
   * @param session in the database that all later ones are copied from, {@code template1}
   */
  public static void allowRestorePoints(Session session, String adminLogin) {
    session.execute(
        "let the admin name restore points",
        "grant execute on function pg_create_restore_point(text) to %s with grant option"
            .formatted(identifier(adminLogin)));
  }

  /**
   * Makes the first database of a new server.
   *
   * @param session in the database {@code postgres}
   */
  public static void createDatabase(Session session, String adminLogin) {
    session.execute(
        "create the first database",
        "create database %s owner %s".formatted(DATABASE, identifier(adminLogin)));
  }

  /** Gives the admin another password. */
  public static void changePassword(Session session, String adminLogin, ScramVerifier verifier) {
    session.execute(
        "change the admin's password",
        "alter role %s password '%s'".formatted(identifier(adminLogin), verifier.text()));
  }

  /**
   * Before PostgreSQL 16, CREATEROLE can grant every role that is no superuser's, also to itself
   * (https://www.postgresql.org/docs/16/release-16.html). Nobody logs in as these or inherits being
   * a superuser, so that marking them only closes this way to the machine.
   */
  private static void keepFromMachine(Session session) {
    session.execute(
        "keep the admin from the machine",
        "update pg_authid set rolsuper = true where rolname in (%s)".formatted(MACHINE));
  }

  private static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
