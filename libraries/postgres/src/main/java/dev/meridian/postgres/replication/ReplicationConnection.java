package dev.meridian.postgres.replication;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.PGProperty;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A physical replication connection: PostgreSQL 15 and later. pgjdbc resolves, connects, negotiates
 * TLS and authenticates; then this class speaks on the driver's socket, since the driver itself
 * cannot do BASE_BACKUP nor follow a timeline. One command at a time, from one thread; {@link
 * #close} may come from any and ends whatever is under way with an {@link IOException}.
 */
public final class ReplicationConnection implements Closeable {

  private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");
  private static final Pattern SETTING = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
  private static final int CONNECT_SECONDS = 10;
  private static final int STARTUP_SILENCE_SECONDS = 30;

  /**
   * The server ends a stream whose client has been silent for so long: a client on a machine that
   * died must not keep its slot from the next one for the default of 60 s.
   */
  private static final String OPTIONS = "-c wal_sender_timeout=10s";

  private final Connection driver;
  private final Socket plain;
  private final Wire wire;
  private final int majorVersion;
  private boolean streaming;

  private ReplicationConnection(Connection driver, CapturedSocket captured)
      throws SQLException, IOException {
    this.driver = driver;
    this.plain = captured.plain();
    this.wire = new Wire(captured.socket());
    this.majorVersion = driver.getMetaData().getDatabaseMajorVersion();
  }

  /**
   * Connects.
   *
   * @param applicationName what the server shows, and what {@code synchronous_standby_names} means
   * @throws ServerError when the server refuses this user, certificate or password
   * @throws IOException when there is no server, or it cannot prove who it is
   */
  public static ReplicationConnection open(Endpoint endpoint, String applicationName)
      throws IOException {
    try (CapturedSocket captured = new CapturedSocket(endpoint.tls())) {
      Connection driver =
          DriverManager.getConnection(
              "jdbc:postgresql:///", properties(endpoint, applicationName, captured.token()));
      try {
        return new ReplicationConnection(driver, captured);
      } catch (IOException | SQLException | RuntimeException e) {
        captured.plain().close();
        throw e;
      }
    } catch (SQLException e) {
      throw cannotConnect(endpoint, e);
    }
  }

  private static Properties properties(Endpoint endpoint, String applicationName, String token) {
    Properties properties = new Properties();
    PGProperty.PG_HOST.set(properties, endpoint.host());
    PGProperty.PG_PORT.set(properties, endpoint.port());
    PGProperty.PG_DBNAME.set(properties, "replication");
    PGProperty.USER.set(properties, endpoint.user());
    PGProperty.OPTIONS.set(properties, OPTIONS);
    PGProperty.APPLICATION_NAME.set(properties, applicationName);
    PGProperty.REPLICATION.set(properties, "true");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.LOGIN_TIMEOUT.set(properties, 0);
    PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
    PGProperty.SOCKET_TIMEOUT.set(properties, STARTUP_SILENCE_SECONDS);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.SOCKET_FACTORY.set(properties, CapturedSocket.Tcp.class.getName());
    PGProperty.SOCKET_FACTORY_ARG.set(properties, token);
    if (endpoint.tls() == null) {
      PGProperty.SSL_MODE.set(properties, "disable");
    } else {
      PGProperty.SSL_MODE.set(properties, "verify-full");
      PGProperty.SSL_FACTORY.set(properties, CapturedSocket.Tls.class.getName());
      PGProperty.SSL_FACTORY_ARG.set(properties, token);
    }
    // With an empty password the driver looks for none in files.
    PGProperty.PASSWORD.set(properties, endpoint.password() == null ? "" : endpoint.password());
    return properties;
  }

  private static IOException cannotConnect(Endpoint endpoint, SQLException e) {
    String what = "Cannot connect to " + endpoint + ": ";
    if (e instanceof PSQLException answered) {
      ServerErrorMessage answer = answered.getServerErrorMessage();
      if (answer != null && answer.getSQLState() != null) {
        return new ServerError(answer.getSQLState(), what + answer.getMessage(), e);
      }
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new IOException(what + e.getMessage() + " (" + cause.getMessage() + ")", e);
  }

  /** The server's major version, such as 18. */
  public int majorVersion() {
    return majorVersion;
  }

  /** Which cluster this is and where it stands. */
  public SystemIdentity identifySystem() throws IOException {
    Row row = answer("IDENTIFY_SYSTEM");
    return new SystemIdentity(row.text(0), Integer.parseInt(row.text(1)), Lsn.parse(row.text(2)));
  }

  /**
   * The value of one of the server's settings, as {@code SHOW} prints it.
   *
   * @throws ServerError {@link ServerError#UNDEFINED_OBJECT} when there is no such setting
   */
  public String show(String setting) throws IOException {
    if (!SETTING.matcher(setting).matches()) {
      throw new IllegalArgumentException("Not the name of a setting: " + setting);
    }
    return answer("SHOW " + setting).text(0);
  }

  /** The log's segment size in bytes. */
  public int segmentSize() throws IOException {
    String text = show("wal_segment_size");
    int number = Integer.parseInt(text.replaceAll("[^0-9]", ""));
    return text.endsWith("GB") ? number << 30 : number << 20;
  }

  /** What became of the wish for a slot. */
  public enum SlotCreation {
    /** It was made, and keeps the log from now on. */
    CREATED,
    /** A slot of that name was there already; whose it is and from where it keeps log, ask it. */
    ALREADY_EXISTS
  }

  /**
   * Makes a physical slot that keeps the log from the server's last checkpoint on.
   *
   * @param name 1 to 63 of a–z, 0–9 and '_'
   */
  public SlotCreation createPhysicalSlot(String name) throws IOException {
    try {
      ask("CREATE_REPLICATION_SLOT " + slot(name) + " PHYSICAL RESERVE_WAL");
      return SlotCreation.CREATED;
    } catch (ServerError e) {
      if (e.is(ServerError.DUPLICATE_OBJECT)) {
        return SlotCreation.ALREADY_EXISTS;
      }
      throw e;
    }
  }

  /** The slot of that name, if there is one. */
  public Optional<ReplicationSlot> readSlot(String name) throws IOException {
    Row row = answer("READ_REPLICATION_SLOT " + slot(name));
    if (row.column(0).isEmpty()) {
      return Optional.empty();
    }
    if (row.column(1).isEmpty()) {
      return Optional.of(new ReplicationSlot(name, Optional.empty()));
    }
    ReplicationSlot.Position restart =
        new ReplicationSlot.Position(Lsn.parse(row.text(1)), Integer.parseInt(row.text(2)));
    return Optional.of(new ReplicationSlot(name, Optional.of(restart)));
  }

  /**
   * Drops a slot; whether there was one.
   *
   * @throws ServerError {@link ServerError#OBJECT_IN_USE} while somebody streams from it
   */
  public boolean dropSlot(String name) throws IOException {
    try {
      ask("DROP_REPLICATION_SLOT " + slot(name));
      return true;
    } catch (ServerError e) {
      if (e.is(ServerError.UNDEFINED_OBJECT)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Where a timeline comes from. The first one has no history.
   *
   * @throws ServerError {@link ServerError#UNDEFINED_FILE} when the server does not know the
   *     timeline
   */
  public TimelineHistory timelineHistory(int timeline) throws IOException {
    if (timeline == 1) {
      return new TimelineHistory(1, List.of());
    }
    return TimelineHistory.parse(timeline, answer("TIMELINE_HISTORY " + timeline).text(1));
  }

  /**
   * Starts to stream. The connection serves nothing else until the stream has come to the end of
   * its timeline.
   *
   * @param start the first byte wanted: customarily where a segment begins
   * @param timeline the timeline whose log is wanted; a server that has moved on ends the stream
   *     where this one ended
   * @throws ServerError {@link ServerError#OBJECT_IN_USE} while somebody else streams from the
   *     slot, others when the start is ahead of the server or the slot was invalidated. That the
   *     log there was removed is said here or only by {@link WalStream#next}, as the version likes
   */
  public WalStream startStreaming(String slot, Lsn start, int timeline) throws IOException {
    requireIdle();
    wire.query(
        "START_REPLICATION SLOT " + slot(slot) + " PHYSICAL " + start + " TIMELINE " + timeline);
    WalStream stream = new WalStream(wire, start, () -> streaming = false);
    stream.begin();
    streaming = true;
    return stream;
  }

  /**
   * Makes a base backup with {@code backup_manifest} and without log: keep a slot from before the
   * backup until the end of it.
   *
   * @throws ServerError for example when pages fail their checksums; the visitor has then seen a
   *     backup that must not be kept
   */
  public BaseBackupResult baseBackup(BaseBackupOptions options, BaseBackupVisitor visitor)
      throws IOException {
    requireIdle();
    boolean answered = false;
    try {
      BaseBackupResult result = new BaseBackup(wire, visitor).run(options);
      answered = true;
      return result;
    } catch (ServerError e) {
      answered = true;
      throw e;
    } finally {
      if (!answered) {
        close();
      }
    }
  }

  /**
   * Gives the server the manifest of an earlier backup, for an incremental one on this connection.
   * PostgreSQL 17 and later.
   *
   * @throws ServerError for example when it is another server's
   */
  public void uploadManifest(ManifestSource manifest) throws IOException {
    requireIdle();
    boolean answered = false;
    try {
      wire.query("UPLOAD_MANIFEST");
      wire.expect(Wire.COPY_IN);
      manifest.writeTo(wire.copyInput());
      wire.copyDone();
      wire.expectReady();
      answered = true;
    } catch (ServerError e) {
      answered = true;
      throw e;
    } finally {
      if (!answered) {
        close();
      }
    }
  }

  /** The manifest of an earlier backup. */
  @FunctionalInterface
  public interface ManifestSource {

    /** Writes all of it to {@code sink}. */
    void writeTo(OutputStream sink) throws IOException;
  }

  private Row answer(String command) throws IOException {
    List<Row> rows = ask(command);
    if (rows.size() != 1) {
      throw new IOException(command + " was answered with " + rows.size() + " rows");
    }
    return rows.getFirst();
  }

  private List<Row> ask(String command) throws IOException {
    requireIdle();
    return wire.ask(command);
  }

  private void requireIdle() {
    if (streaming) {
      throw new IllegalStateException("This connection is streaming; use another one");
    }
  }

  private static String slot(String name) {
    if (!SLOT_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Not the name of a replication slot (1 to 63 of a-z, 0-9, _): " + name);
    }
    return '"' + name + '"';
  }

  /** Whether the connection was closed from this side. */
  public boolean isClosed() {
    return plain.isClosed();
  }

  /** Ends the connection; whoever waits on it gets an {@link IOException}. */
  @Override
  public void close() {
    try {
      if (!plain.isClosed()) {
        wire.terminate();
      }
      plain.close();
      driver.close();
    } catch (IOException | SQLException e) {
      // The socket is closed; what the driver says about that is no news.
    }
  }
}
